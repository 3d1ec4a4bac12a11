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

  const shown = (page: Page) => page.locator('.vpc:visible h3').allTextContents()

  it('filters by verdict and searches for databases, hosts and checks', async () => {
    const { page, complaints } = await open(browser, TROUBLED)
    expect(await shown(page)).toEqual(['team-002', 'analytics', 'data-prod', 'team-001', 'sandbox'])
    await page.getByRole('checkbox', { name: 'BLOCKED' }).uncheck()
    expect(await shown(page)).toEqual(['analytics', 'data-prod', 'team-001', 'sandbox'])
    expect(await page.locator('#shown').textContent()).toBe('Showing 4 of 5 VPCs')
    await page.getByLabel('Search').fill('LEDGER i-0b9')
    expect(await shown(page)).toEqual(['data-prod'])
    await page.getByLabel('Search').fill('agent-remote-host')
    expect(await shown(page)).toEqual(['data-prod'])
    await page.getByLabel('Search').fill('nothing of the kind')
    expect(await shown(page)).toEqual([])
    await page.getByRole('button', { name: 'Show all' }).click()
    expect(await shown(page)).toHaveLength(5)
    expect(complaints).toEqual([])
  })

  it('copies the command of the chosen shell', async () => {
    const { page, complaints } = await open(browser, TROUBLED, { permissions: ['clipboard-read', 'clipboard-write'] })
    const commands = troubledReport().tunnels.find(({ databaseId }) => databaseId === 'orders-001')?.commands
      .startSession
    const button = page.getByRole('button', { name: 'Copy: Connect to orders-001' })
    for (const [shell, name] of [
      ['bash', 'Bash'],
      ['powershell', 'PowerShell'],
      ['cmd', 'cmd.exe'],
    ] as const) {
      await page.getByLabel(name).check()
      await button.click()
      await expect.poll(() => page.locator('#said').textContent()).toBe('Copied')
      expect(await page.evaluate('navigator.clipboard.readText()')).toBe(commands?.[shell])
      expect(await button.locator('..').locator('code:visible').textContent()).toBe(commands?.[shell])
    }
    expect(complaints).toEqual([])
  })

  it('copies where there is no clipboard to write to', async () => {
    const { page } = await open(browser, TROUBLED)
    await page.evaluate(`
      Object.defineProperty(navigator, 'clipboard', { value: undefined })
      document.addEventListener('copy', () => { document.title = String(getSelection()) })
    `)
    const button = page.getByRole('button', { name: 'Copy: Connect to orders-001' })
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
    expect(await page.locator('#vpc-0a003 .more').getAttribute('open')).not.toBeNull()
    expect(await page.evaluate(`document.activeElement === document.querySelector('.target')`)).toBe(true)
    await expect
      .poll(() => target.evaluate((element) => element.getBoundingClientRect().top))
      .toSatisfy((top: number) => top >= -1 && top < 900)
    expect(complaints).toEqual([])
  })

  it('leads by keyboard alone to a command', async () => {
    const { page } = await open(browser, TROUBLED)
    await page.getByRole('link', { name: 'orders-001', exact: true }).focus()
    await page.keyboard.press('Enter')
    await page.locator('.way.target').waitFor()
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
    expect(await page.locator('.vpc svg').count()).toBe(0)
    await page.locator('#vpc-0a003 .more summary').first().click()
    await page.locator('#vpc-0a003 svg').first().waitFor()
    expect(await page.locator('#vpc-0a003 svg .ring').count()).toBe(1)
    await page.getByLabel('Search').fill('orders-1f3')
    expect(await shown(page)).toEqual(['team-1f3'])
    await page.evaluate(`location.hash = encodeURIComponent('i-0b1f0/vpc-0a1f0/instance/orders-1f0')`)
    await page.locator('.part.target').waitFor()
    expect(await page.locator('.part.target h4').textContent()).toContain('jump-1f0 (i-0b1f0) → orders-1f0')
    expect(complaints).toEqual([])
  })

  it('shows hostile text as text', async () => {
    const { page, complaints } = await open(
      browser,
      saved('hostile', render(hostileReport(HOSTILE_TEXTS.join(' ')), OPTIONS)),
    )
    await page.evaluate(OPEN_ALL)
    expect(await page.locator('h1').allTextContents()).toEqual(['1 of 4 VPCs ready'])
    expect(await page.locator('img').count()).toBe(0)
    expect(await page.locator('.vpc').count()).toBe(5)
    expect(await page.locator('#vpc-0a002-name').textContent()).toContain('<img src=x onerror=alert(1)> </script>')
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
    const { page } = await open(browser, TROUBLED, { viewport: { width: 380, height: 800 } })
    await page.evaluate(OPEN_ALL)
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(380)
    expect(await faultsOf(page)).toEqual([])
  })

  it('says what matters without scripts, and on paper', async () => {
    const { page } = await open(browser, TROUBLED, { javaScriptEnabled: false })
    await page.emulateMedia({ media: 'print' })
    const text = (await page.locator('main').allInnerTexts()).join()
    expect(text).toContain('1 of 4 VPCs ready')
    expect(text).toContain('sg-0e9')
    expect(text).toContain('aws ssm start-session --region eu-west-1 --target i-0b001')
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
