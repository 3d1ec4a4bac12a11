import module from 'node:module'
import { TOOL_VERSION } from '../app/version.js'

// The SDK warns about this Node's age on stderr, on every run: that is for the maintainers of this program to act on.
process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true'

// A reader that has seen enough (`| head`) closes the pipe: no reason for a stack trace.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error
  process.exit(0)
})

const argv = process.argv.slice(2)
if (argv.length === 1 && (argv[0] === '--version' || argv[0] === '-V')) process.stdout.write(`${TOOL_VERSION}\n`)
else await start()

/** Loads the commands, compiled by an earlier run where this Node keeps what it compiles (22.1 and later). */
async function start(): Promise<void> {
  if ('enableCompileCache' in module) module.enableCompileCache()
  const { run } = await import('./program.js')
  process.exitCode = await run(argv, {
    env: process.env,
    cwd: process.cwd(),
    stdout: process.stdout,
    stderr: process.stderr,
    stdin: process.stdin,
    elapsed: () => performance.now(),
  })
}
