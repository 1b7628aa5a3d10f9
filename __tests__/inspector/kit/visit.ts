import { readFileSync } from 'node:fs';
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { launchChromium, whyNoChromium } from './chromium.js';
import { InspectorPage } from './inspector-page.js';
import { stopReceivers } from './receiver.js';

// A browser and a server share the machine with other tests.
jest.setTimeout(60_000);

const missing = whyNoChromium();
if (missing !== undefined) process.stderr.write(`Tests in a browser do not run: ${missing}.\n`);

/** As `describe`, where there is a Chromium. */
export const describeInChromium = missing === undefined ? describe : describe.skip;

export interface VisitOptions extends Pick<BrowserContextOptions, 'viewport' | 'colorScheme' | 'permissions' | 'hasTouch' | 'isMobile' | 'reducedMotion' | 'forcedColors'> {
  /** What this test brings about on purpose. Everything else that is complained of fails it. */
  readonly expected?: readonly RegExp[];
  /** Files of the package that run before the page's own. */
  readonly scripts?: readonly string[];
}

/** Opens the inspector as a person does for the first time. */
export type Visit = (url: string, options?: VisitOptions) => Promise<InspectorPage>;

/** One browser for the tests of a file. Each visit has storage of its own, and each complaint of a page fails the test. */
export function useChromium(): Visit {
  let browser: Browser;
  const visits: { readonly context: BrowserContext; readonly complaints: () => readonly string[] }[] = [];

  beforeAll(async () => {
    browser = await launchChromium();
  });
  afterEach(async () => {
    const ended = visits.splice(0);
    const complaints = ended.flatMap((visit) => visit.complaints());
    await Promise.all(ended.map(({ context }) => context.close()));
    await stopReceivers();
    expect(complaints).toEqual([]);
  });
  afterAll(() => browser.close());

  return async (url, { expected = [], scripts = [], ...options } = {}) => {
    const context = await browser.newContext({ locale: 'en-GB', timezoneId: 'UTC', reducedMotion: 'reduce', ...options });
    context.setDefaultTimeout(20_000);
    for (const path of scripts) await context.addInitScript(readFileSync(path, 'utf8'));
    // Some violations are reported by this event alone.
    await context.addInitScript("addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI, sample }) => console.error('CSP', violatedDirective, blockedURI, sample))");
    const complaints = complaintsOf(context, new URL(url).origin);
    const page = await context.newPage();
    visits.push({ context, complaints: () => complaints.filter((one) => !expected.some((pattern) => pattern.test(one))) });
    await page.goto(url);
    return new InspectorPage(page);
  };
}

/** Collects whatever a page may be blamed for. */
function complaintsOf(context: BrowserContext, origin: string): readonly string[] {
  const complaints: string[] = [];
  const pages: Page[] = [];
  context.on('console', (message) => {
    if (message.type() === 'error') complaints.push(`console: ${message.text()} ${message.location().url}`);
  });
  context.on('weberror', (error) => complaints.push(`error: ${error.error().message} ${error.error().stack ?? ''}`));
  context.on('dialog', (dialog) => {
    complaints.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  context.on('page', (page) => {
    if (pages.push(page) > 1) complaints.push(`another page: ${page.url()}`);
  });
  context.on('request', (request) => {
    if (new URL(request.url()).origin !== origin) complaints.push(`request to another place: ${request.url()}`);
  });
  context.on('requestfailed', (request) => {
    const why = request.failure()?.errorText ?? 'unknown reason';
    // A page that is left or loaded again breaks off what it waits for.
    if (!(why === 'net::ERR_ABORTED' && /\/(live|icon\.svg)$/.test(request.url()))) complaints.push(`request: ${request.method()} ${request.url()} ${why}`);
  });
  context.on('response', (response) => {
    if (response.status() >= 400) complaints.push(`answer: ${response.status()} to ${response.request().method()} ${response.url()}`);
  });
  return complaints;
}
