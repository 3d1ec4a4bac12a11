import axe from 'axe-core'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { render } from '../../src/render/html.js'
import { HOSTILE_TEXTS } from '../support/hostile-texts.js'
import { OPTIONS } from '../support/render-options.js'
import { hostileReport, manyVpcsReport, troubledReport } from '../support/reports.js'
import { CHROMIUM, launch, open, saved } from './chromium.js'

if (CHROMIUM === undefined) {
  console.warn(
    '\n*** NO CHROMIUM FOUND: THE HTML PAGE IS NOT TESTED IN A BROWSER. Install one, or name it in CHROMIUM. ***\n',
  )
}

const TROUBLED = saved('troubled', render(troubledReport(), OPTIONS))
const MANY = saved('many', render(manyVpcsReport(500), OPTIONS))

describe.skipIf(CHROMIUM === undefined)('the html page in a browser', () => {
  let browser: Browser
  beforeAll(async () => {
    browser = await launch()
  })
  afterAll(async () => {
    await browser.close()
  })

  const shown = (page: Page) => page.locator('.db:visible h3').allTextContents()
  const vpcs = (page: Page) => page.locator('.vpc:visible h3').allTextContents()

  it('filters by verdict and searches for databases, hosts and checks', async () => {
    const { page, complaints } = await open(browser, TROUBLED)
    expect(await shown(page)).toEqual(['orders-001', 'orders-003', 'ledger', 'orders-002', 'events'])
    await page.getByRole('checkbox', { name: 'BLOCKED' }).uncheck()
    expect(await shown(page)).toEqual(['orders-001', 'orders-003', 'ledger', 'events'])
    expect(await page.locator('#shown').textContent()).toBe('Showing 9 of 10 databases and VPCs')
    await page.getByLabel('Search').fill('LEDGER i-0b9')
    expect(await shown(page)).toEqual(['ledger'])
    expect(await vpcs(page)).toEqual(['data-prod'])
    await page.getByLabel('Search').fill('agent-remote-host')
    expect(await vpcs(page)).toEqual(['data-prod'])
    await page.getByLabel('Search').fill('nothing of the kind')
    expect([...(await shown(page)), ...(await vpcs(page))]).toEqual([])
    await page.getByRole('button', { name: 'Show all' }).click()
    expect(await shown(page)).toHaveLength(5)
    expect(await vpcs(page)).toHaveLength(5)
    expect(complaints).toEqual([])
  })

  it('copies the command of the chosen shell', async () => {
    const { page, complaints } = await open(browser, TROUBLED, { permissions: ['clipboard-read', 'clipboard-write'] })
    const commands = troubledReport().tunnels.find(({ databaseId }) => databaseId === 'orders-001')?.commands
    const button = page.getByRole('button', { name: 'Copy: Tunnel to orders-001' })
    for (const [shell, name] of [
      ['bash', 'Bash'],
      ['powershell', 'PowerShell'],
      ['cmd', 'cmd.exe'],
    ] as const) {
      await page.getByLabel(name).check()
      await button.click()
      await expect.poll(() => page.locator('#said').textContent()).toBe('Copied')
      expect(await page.evaluate('navigator.clipboard.readText()')).toBe(commands?.startSession?.[shell])
      expect(await button.locator('..').locator('code:visible').textContent()).toBe(commands?.startSession?.[shell])
    }
    expect(complaints).toEqual([])
  })

  it('has a button for each command in the open, named after what it does', async () => {
    const { page } = await open(browser, TROUBLED)
    const rows = page.locator('.cmd')
    const names = await rows.locator('button').evaluateAll((all) => all.map((each) => each.getAttribute('aria-label')))
    expect(names).toHaveLength(await rows.count())
    expect(names).toContain('Copy: Connect to orders-001')
    expect(names.filter((name) => !/^Copy: ./.test(name ?? ''))).toEqual([])
  })

  it('copies where there is no clipboard to write to', async () => {
    const { page } = await open(browser, TROUBLED)
    await page.evaluate(`
      Object.defineProperty(navigator, 'clipboard', { value: undefined })
      document.addEventListener('copy', () => { document.title = String(getSelection()) })
    `)
    const button = page.getByRole('button', { name: 'Copy: Tunnel to orders-001' })
    await button.click()
    expect(await page.title()).toContain('aws ssm start-session --region eu-west-1 --target i-0b001')
    expect(['Copied', 'Press Ctrl+C']).toContain(await button.textContent())
  })

  it.each([
    ['#vpc-0a003', 'data-prod'],
    [`#${encodeURIComponent('i-0b9/vpc-0a003/cluster/ledger')}`, 'jump-0b9 (i-0b9) → ledger'],
    ['#i-0b9', 'Host jump-0b9 (i-0b9)'],
  ])('opens at %s', async (hash, text) => {
    const { page, complaints } = await open(browser, TROUBLED + hash)
    const target = page.locator('.target')
    expect(await target.textContent()).toContain(text)
    expect(await page.locator('#vpc-0a003').getAttribute('open')).not.toBeNull()
    expect(await page.evaluate(`document.activeElement === document.querySelector('.target')`)).toBe(true)
    await expect
      .poll(() => target.evaluate((element) => element.getBoundingClientRect().top))
      .toSatisfy((top: number) => top >= -1 && top < 900)
    expect(complaints).toEqual([])
  })

  it('leads by keyboard alone to a command', async () => {
    const { page } = await open(browser, TROUBLED)
    await page.locator('.jump').getByRole('link', { name: 'orders-001', exact: true }).focus()
    await page.keyboard.press('Enter')
    await page.locator('.db.target').waitFor()
    await page.keyboard.press('Tab')
    expect(await page.evaluate(`document.activeElement.getAttribute('aria-label')`)).toBe('Copy: Connect to orders-001')
  })

  it('opens 500 VPCs at once, and the details of one when asked', async () => {
    const { page, complaints } = await open(browser, MANY)
    const { wall, busy } = await loadTimes(page, MANY)
    console.info(`500 VPCs: shown after ${wall} ms, of which the page worked ${busy} ms`)
    // The wall's clock says as much of the machine's other work as of the page: the page's own work has the budget.
    expect(busy).toBeLessThan(2000)
    expect(wall).toBeLessThan(30_000)
    await page.getByLabel('Search').fill('orders-1f3')
    expect(await shown(page)).toEqual(['orders-1f3'])
    expect(await vpcs(page)).toEqual(['team-1f3'])
    expect(complaints).toEqual([])
  })

  it.each([
    ['a VPC', '#vpc-0a1c3'],
    ['a host', '#i-0b1c3'],
    ['a database', '#vpc-0a1c2%2Finstance%2Forders-1c2'],
    ['a tunnel that is blocked', '#i-0b1bb%2Fvpc-0a1bb%2Finstance%2Forders-1bb'],
    ['a problem', '#problem-1'],
    ['a part', '#vpcs'],
  ])('of 500 VPCs it lands at %s', async (_, hash) => {
    const { page, complaints } = await open(browser, MANY, { reducedMotion: 'reduce' })
    const id = decodeURIComponent(hash.slice(1))
    await page.evaluate(`location.hash = ${JSON.stringify(hash)}`)
    // The page stops 12 px above what is named, or where it ends.
    const place = `(() => {
      const top = document.getElementById(${JSON.stringify(id)}).getBoundingClientRect().top
      const end = document.documentElement.scrollHeight - innerHeight - scrollY
      return end < 2 && top > 0 && top < innerHeight ? 0 : Math.abs(top - 12)
    })()`
    await expect.poll(() => page.evaluate(place), { timeout: 5000 }).toBeLessThanOrEqual(5)
    expect(await page.evaluate(`document.getElementById(${JSON.stringify(id)}).checkVisibility()`)).toBe(true)
    expect(complaints).toEqual([])
  })

  it('follows a link from a database to its problem and back', async () => {
    const { page } = await open(browser, TROUBLED, { reducedMotion: 'reduce' })
    await page.locator('.db', { hasText: 'orders-002' }).getByRole('link').click()
    await expect.poll(() => page.locator('.cause.target h3').textContent()).toContain('sg-0e9')
    await page.locator('.cause.target').getByRole('link', { name: 'orders-002' }).click()
    await expect.poll(() => page.locator('.db.target h3').textContent()).toBe('orders-002')
  })

  it('draws the path that blocks with its obstacle, in a row or in a column', async () => {
    for (const [width, axis] of [
      [1280, 'x'],
      [400, 'y'],
    ] as const) {
      const { page } = await open(browser, TROUBLED, { viewport: { width, height: 900 } })
      const path = page.locator('.cause .path', { hasText: 'sg-0e9' }).first()
      expect(await path.locator('.obstacle').allInnerTexts()).toEqual([expect.stringContaining('sg-0e9')])
      const boxes = await path.locator('.stop').evaluateAll((stops) =>
        stops.map((stop) => {
          const { x, y } = stop.getBoundingClientRect()
          return { x, y }
        }),
      )
      expect(boxes.length).toBeGreaterThan(3)
      const positions = boxes.map((box) => box[axis])
      expect(positions).toEqual(positions.toSorted((a, b) => a - b))
      expect(new Set(positions).size).toBe(positions.length)
    }
  })

  it('shows hostile text as text', async () => {
    const { page, complaints } = await open(
      browser,
      saved('hostile', render(hostileReport(HOSTILE_TEXTS.join(' ')), OPTIONS)),
    )
    await page.evaluate(OPEN_ALL)
    expect(await page.locator('h1').allTextContents()).toEqual(['3 of 5 databases can be reached'])
    expect(await page.locator('img').count()).toBe(0)
    expect(await page.locator('.vpc').count()).toBe(5)
    expect(await page.locator('#vpc-0a002 h3').first().textContent()).toContain(
      '<img src=x onerror=alert(1)> </script>',
    )
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(1180)
    expect(complaints).toEqual([])
  })

  it.each(['light', 'dark'] as const)('has no fault that axe could find, in %s', async (colorScheme) => {
    const { page } = await open(browser, TROUBLED, { colorScheme, reducedMotion: 'reduce' })
    await page.evaluate(OPEN_ALL)
    const faults = await faultsOf(page)
    expect(faults).toEqual([])
  })

  it('fits a narrow screen', async () => {
    const { page } = await open(browser, TROUBLED, { viewport: { width: 400, height: 800 } })
    await page.evaluate(OPEN_ALL)
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(400)
    expect(await faultsOf(page)).toEqual([])
  })

  it('says what matters without scripts, and on paper', async () => {
    const { page } = await open(browser, TROUBLED, { javaScriptEnabled: false })
    await page.emulateMedia({ media: 'print' })
    const text = (await page.locator('main').allInnerTexts()).join()
    expect(text).toContain('3 of 5 databases can be reached')
    expect(text).toContain('sg-0e9')
    expect(text).toContain('aws ssm start-session --region eu-west-1 --target i-0b001')
    expect(text).toContain('ssm-ready connect orders-001')
    expect(await page.locator('button:visible, input[type=search]:visible').count()).toBe(0)
  })
})

const OPEN_ALL = `for (const details of document.querySelectorAll('details')) details.open = true`

/** Milliseconds from asking for the page until it is painted, and the main thread's own time for it. */
async function loadTimes(page: Page, url: string): Promise<{ wall: number; busy: number }> {
  const session = await page.context().newCDPSession(page)
  await session.send('Performance.enable', { timeDomain: 'threadTicks' })
  const work = async () => {
    const { metrics } = await session.send('Performance.getMetrics')
    return (metrics.find(({ name }) => name === 'ThreadTime')?.value ?? Number.NaN) * 1000
  }
  await page.goto('about:blank')
  const [started, before] = [performance.now(), await work()]
  await page.goto(url)
  await page.evaluate('new Promise((painted) => requestAnimationFrame(() => setTimeout(painted)))')
  const wall = performance.now() - started
  return { wall: Math.round(wall), busy: Math.round((await work()) - before) }
}

/** Rule and place of each violation. The evaluation is the test's own, so that the page's policy does not bear on it. */
async function faultsOf(page: Page): Promise<string[]> {
  await page.evaluate(axe.source)
  const { violations }: axe.AxeResults = await page.evaluate('axe.run()')
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id} ${target.join(' ')}: ${failureSummary}`),
  )
}
