import module from 'node:module'
import { isatty } from 'node:tty'
import { masked } from '../model/masked.js'

// The SDK warns about this Node's age on stderr, on every run: that is for the maintainers of this program to act on.
process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true'

// A reader that has seen enough (`| head`) closes the pipe: no reason for a stack trace. A command that listens itself
// has a session to end. Without a reader of stderr a command goes on: its report and its exit code are read elsewhere.
for (const output of [process.stdout, process.stderr])
  output.on('error', (error: NodeJS.ErrnoException) => {
    if (output.listenerCount('error') > 1) return
    if (error.code !== 'EPIPE') throw error
    if (output === process.stdout) process.exit(0)
  })

// What an earlier run compiled is read from a cache, where this Node keeps one (22.1 and later).
if ('enableCompileCache' in module) module.enableCompileCache()

// A fault of this program's own is one line; --verbose tells the rest. Node would print a whole bundle.
process.on('uncaughtException', (error) => {
  const told = process.argv.includes('--verbose') ? error.stack : `${error.message} (--verbose tells where)`
  process.stderr.write(`ssm-ready: internal error: ${masked(told ?? '')}\n`)
  process.exit(1)
})

// Where the terminal has been closed, Node would fail to put its settings back, and abort: this ends as the hang-up itself would have it.
if (isatty(0))
  process.on('exit', () => {
    if (isatty(0)) return
    process.removeAllListeners('SIGHUP')
    process.kill(process.pid, 'SIGHUP')
  })

const { run } = await import('./program.js')
const exitCode = await run(process.argv.slice(2), {
  env: process.env,
  cwd: process.cwd(),
  // Node makes each stream when it is first asked for, which takes time.
  get stdout() {
    return process.stdout
  },
  get stderr() {
    return process.stderr
  },
  get stdin() {
    return process.stdin
  },
  elapsed: () => performance.now(),
})
process.exitCode = exitCode

// A call that nobody waits for any more would keep Node alive through all its retries. What was printed goes out first.
const leave = () => {
  const isWritten = process.stdout.writableLength + process.stderr.writableLength === 0
  if (isWritten) process.exit()
  setTimeout(leave, 50).unref()
}
setTimeout(leave, 500).unref()
