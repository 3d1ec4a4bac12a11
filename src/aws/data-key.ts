import { GenerateDataKeyCommand } from '@aws-sdk/client-kms'
import type { Clients } from './clients.js'

/** A data key of AWS KMS: its plain bytes, and the same encrypted. */
export interface DataKey {
  plaintext: Uint8Array
  ciphertext: Uint8Array
}

/** Makes a data key with a key of this region, named by id, ARN or alias. */
export async function generateDataKey(
  clients: Clients,
  region: string,
  request: { keyId: string; numberOfBytes: number; encryptionContext: Record<string, string> },
): Promise<DataKey> {
  const { Plaintext, CiphertextBlob } = await clients.kms(region).send(
    new GenerateDataKeyCommand({
      KeyId: request.keyId,
      NumberOfBytes: request.numberOfBytes,
      EncryptionContext: request.encryptionContext,
    }),
  )
  if (!Plaintext || !CiphertextBlob) throw new Error('kms:GenerateDataKey answered without a data key.')
  return { plaintext: Plaintext, ciphertext: CiphertextBlob }
}
