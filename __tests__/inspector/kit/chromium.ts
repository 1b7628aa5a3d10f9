import { execFileSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import path from 'node:path';
import { type Browser, chromium } from 'playwright-core';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome'];

/** Where Chromium is: what CHROMIUM_PATH says, or the first on the PATH. */
function chromiumPath(): string | undefined {
  const told = process.env['CHROMIUM_PATH'];
  if (told !== undefined && told !== '') return told;
  const folders = (process.env['PATH'] ?? '').split(path.delimiter);
  return NAMES.flatMap((name) => folders.map((folder) => path.join(folder, name))).find(isProgram);
}

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Why tests in a browser cannot run here, or `undefined`. In CI they must. */
export function whyNoChromium(): string | undefined {
  try {
    execFileSync(chromiumPath() ?? 'chromium', ['--version'], { stdio: 'ignore' });
    return undefined;
  } catch {
    if (process.env['CI'] !== undefined) throw new Error('Chromium is missing; in CI nothing may be skipped.');
    return 'Chromium is not installed (chromium, chromium-browser or google-chrome on the PATH, or CHROMIUM_PATH)';
  }
}

/** A browser of its own, with an empty profile, that talks to nobody by itself. */
export function launchChromium(): Promise<Browser> {
  return chromium.launch({
    executablePath: chromiumPath() ?? 'chromium',
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      // Pictures should look alike on all machines, and be small.
      '--force-color-profile=srgb',
      '--disable-lcd-text',
      '--hide-scrollbars',
    ],
  });
}
