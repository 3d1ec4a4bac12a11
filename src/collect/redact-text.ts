import { createHmac } from 'node:crypto'
import { letterCipher } from './redact-letters.js'
import type { RedactText } from './redact-pattern.js'
import { patternsOf, REPLACED } from './redact-pattern.js'
import { redactVariable } from './redact-words.js'

/** Words of AWS, and those that the default selection of jump hosts looks for. They stay. */
const KEPT_WORDS = new Set(
  `arn aws amazon amazonaws com cn eu gov ic api internal compute ec2 ssm ssmmessages ec2messages kms logs s3 sts rds iam
  vpce vpc subnet sg i eni rtb acl igw eigw nat pl pcx tgw attach dopt vgw eice mi lgw cagw cluster ro master replica cfg ng proxy db rslvr rr autodefined
  role user dbuser group policy instance profile assumed service root key alias document session managed association parameter
  log stream table endpoint interface gateway load balancer network default local localhost true false none elb rdsnetworkinterface for
  name ssm ready host jump bastion patch baseline snapshot packages windows linux downloads aes256 dsse cidrip alltraffic
  gbucket owner full control amazonprovideddns tag instanceids us iso isob awssystemsmanagerdefaultec2instancemanagementrole`.split(
    /\s+/,
  ),
)
const KEPT_PARTS = /(jump|bastion)/gi

const REGION =
  '(?:af|ap|ca|cn|eu|eusc|il|me|mx|sa|us)(?:-(?:gov|isob?|isoe|isof|de))?-(?:north|south|east|west|central)+-\\d[a-z]?'
/** The beginning of a region, where a wildcard follows: `eu-west-`, `us-ea`. */
const REGION_START = `(?:af|ap|ca|cn|eu|eusc|il|me|mx|sa|us)-(?:(?:gov|isob?|isoe|isof|de)-)?(?:${beginnings(
  'north south east west central northeast northwest southeast southwest',
)})-?`
const RESOURCE_ID =
  '(?:vpce-svc|vpce|vpc|subnet|sg|eni|rtb|acl|igw|eigw|nat|pl|pcx|tgw-attach|tgw-rtb|tgw|dopt|vgw|eice|lgw|cagw|ami|mi|i)-[0-9a-f]+'

/** Tags that AWS sets, and what it encrypts with. */
const OWN_KEYS =
  '(?:cloudformation:(?:stack-name|stack-id|logical-id)|autoscaling:groupName|ec2launchtemplate:(?:id|version)|ec2:fleet-id|eks:cluster-name|createdBy|ssm:(?:SessionId|TargetId|RandomChallenge)|s3:arn|rds:dbc?-id)'

/** AWS's documents for sessions and agents. */
const DOCUMENTS = [
  ...['StartPortForwardingSessionToRemoteHost', 'StartPortForwardingSession', 'StartSSHSession'],
  ...['StartInteractiveCommand', 'StartNonInteractiveCommand', 'RunShellScript', 'RunPowerShellScript'],
  ...['UpdateSSMAgent', 'RunPatchBaseline', 'GatherSoftwareInventory', 'ConfigureAWSPackage'],
]

/** What is replaced as a whole, or stays as a whole; everything else word by word. */
const TOKEN = new RegExp(
  [
    `(?<variable>\\$\\{[^}]*\\})|(?<kept>arn:[\\w-]+:iam::aws:[\\w/+=,.@-]+|\\$None|\\\\\\d{3}|(?<![\\w:])aws:${OWN_KEYS}(?![\\w:-])|SSM-SessionManagerRunShell`,
    `|(?<![\\w])${REGION_START}(?=[*?])`,
    `|(?<![\\w])(?:${REGION}-birdwatcher-prod|${REGION}|AWS-(?:${DOCUMENTS.join('|')}))(?![\\w-])`,
    `|(?<![\\w-])AWS-(?:${beginnings(DOCUMENTS.join(' '))})(?=[*?]))`,
    `|(?<forced>${REPLACED}[A-Za-z0-9]+)`,
    '|(?<ip>(?<![\\w.:])(?:(?:\\d{1,3}\\.){3}\\d{1,3}|(?:[0-9a-fA-F]{0,4}:){2,7}[0-9a-fA-F]{0,4})(?:/\\d{1,3})?(?![\\w:]))',
    '|(?<hostIp>(?<=\\b[iI][pP]-)\\d{1,3}(?:-\\d{1,3}){3}(?!\\d))',
    '|(?<uuid>(?<![\\w-])[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}(?![\\w-]))',
    `|(?<id>(?<![\\w-])${RESOURCE_ID}(?![\\w]))`,
    '|(?<word>[A-Za-z0-9]+|\\P{ASCII}+)',
  ].join(''),
  'gu',
)

/**
 * Replaces names in any text, equal ones by equal ones. Words are replaced letter by letter, each by a secret function
 * of the letters before it, so that `prod-*` and `pro*` still match what they matched, and shape and length stay.
 * @param address replaces addresses; `undefined`: the text is none
 * @param free letters that patterns have right behind a wildcard, such as the 1 of `i-0?1`: see `letterCipher`
 */
export function textRedactor(
  key: string,
  address: (text: string) => string | undefined,
  free: ReadonlySet<string> = new Set(),
): RedactText {
  const letter = letterCipher(key, free)
  const knownTexts = new Map<string, string>()
  const knownWords = new Map<string, string>()
  const rotations = new Map<string, number>()

  const rotation = (before: string): number => {
    const drawn = rotations.get(before) ?? createHmac('sha256', key).update(before).digest().readUInt16BE()
    rotations.set(before, drawn)
    return drawn
  }
  const cipher = (word: string, alphabetOf: (char: string) => string): string => {
    let before = ''
    let out = ''
    for (const char of word) {
      const alphabet = alphabetOf(char)
      const at = alphabet.indexOf(char)
      // What is in no alphabet, an emoji say, becomes a letter.
      const from = at < 0 ? (alphabet[(char.codePointAt(0) ?? 0) % alphabet.length] ?? '') : char
      out += letter(from, alphabet, rotation(before))
      before += char.toLowerCase()
    }
    return out
  }
  const word = (text: string): string => (KEPT_WORDS.has(text.toLowerCase()) ? text : replacedWord(text))
  const replacedWord = (text: string): string => {
    const seen = knownWords.get(text)
    if (seen !== undefined) return seen
    const parts = text
      .split(KEPT_PARTS)
      .map((part) => (part.search(KEPT_PARTS) === 0 ? part : unlikeHost(cipher(part, alphabetOf))))
    const made = parts.join('')
    knownWords.set(text, made)
    return made
  }
  const hex = (text: string) =>
    text
      .split('-')
      .map((part) => cipher(part, () => HEX))
      .join('-')

  const replaced = (text: string): string =>
    text.replace(TOKEN, (...match) => {
      const [whole] = match as [string]
      const groups = match.at(-1) as Record<string, string | undefined>
      if (groups['kept'] !== undefined) return whole
      if (groups['variable'] !== undefined) return `${VARIABLE_START}${redactVariable(whole.slice(2, -1), replaced)}}`
      if (groups['forced'] !== undefined) return replacedWord(whole.slice(REPLACED.length))
      if (groups['ip'] !== undefined) return address(whole) ?? whole.replace(/[A-Za-z0-9]+/g, word)
      if (groups['hostIp'] !== undefined) return (address(whole.replaceAll('-', '.')) ?? whole).replaceAll('.', '-')
      if (groups['uuid'] !== undefined) return hex(whole)
      if (groups['id'] !== undefined) {
        const end = whole.lastIndexOf('-') + 1
        return whole.slice(0, end) + hex(whole.slice(end))
      }
      return word(whole)
    })

  const redact = (text: string): string => {
    const made = knownTexts.get(text) ?? replaced(text)
    knownTexts.set(text, made)
    return made
  }
  const pattern = (text: string) => [...new Set(patternsOf(text, KEPT_WORDS).map(redact))]
  return Object.assign(redact, { pattern })
}

const VARIABLE_START = '$' + '{'

const LOWER = 'abcdefghijklmnopqrstuvwxyz'
const UPPER = LOWER.toUpperCase()
const DIGITS = '0123456789'
const HEX = '0123456789abcdef'

const alphabetOf = (char: string) => (/[0-9]/.test(char) ? DIGITS : /[A-Z]/.test(char) ? UPPER : LOWER)

/** A replaced name must not look like a jump host's by accident. */
const unlikeHost = (text: string) => text.replace(KEPT_PARTS, (found) => `${found.slice(0, 1)}-${found.slice(1)}`)

/** Every beginning of some words, the longest first. */
function beginnings(words: string): string {
  const all = words.split(' ').flatMap((word) => [...word].map((_, i) => word.slice(0, i + 1)))
  return [...new Set(all)].sort((a, b) => b.length - a.length).join('|')
}
