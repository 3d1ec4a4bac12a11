import type { SessionPreferencesChange } from '../../../model/change.js'

/** What Session Manager's console saves first. */
export const FIRST = {
  schemaVersion: '1.0',
  description: 'Document to hold regional settings for Session Manager',
  sessionType: 'Standard_Stream',
  inputs: {
    ...{ s3BucketName: '', s3KeyPrefix: '', s3EncryptionEnabled: true },
    ...{ cloudWatchLogGroupName: '', cloudWatchEncryptionEnabled: true, cloudWatchStreamingEnabled: false },
    ...{ kmsKeyId: '', runAsEnabled: false, runAsDefaultUser: '' },
    ...{ idleSessionTimeout: '20', maxSessionDuration: '', shellProfile: { windows: '', linux: '' } },
  },
}

/** The whole document of a region that had none. */
export const firstPreferences = (inputs: SessionPreferencesChange['inputs']) => ({
  ...FIRST,
  inputs: { ...FIRST.inputs, ...inputs },
})
