import { SECRET } from '../../kit/callbacks.js';
import { CALLBACKS, startReceiver } from '../kit/receiver.js';
import { describeInChromium, useChromium } from '../kit/visit.js';

/** Each would be noticed if it worked: by its mark, in the title, as a dialog, a request or a complaint. */
const markups = [
  `<img data-hit src=x onerror="document.title='hit';alert(1)">`,
  `<script data-hit>document.title='hit'</script>`,
  `"><svg data-hit onload=alert(1)><title>hit</title></svg>`,
  `</td></tr></table></template></textarea></pre><iframe data-hit src="javascript:alert(1)"></iframe>`,
  `<style data-hit>*{display:none!important}</style><base data-hit href="http://example.invalid/">`,
  `<a data-hit href="javascript:alert(1)">a</a><form data-hit action="//example.invalid"><button>b</button></form>`,
  `'"\`\${alert(1)}{{token}}{{constructor.constructor('alert(1)')()}}<!--`,
  `&lt;b data-hit&gt;&#60;i data-hit&#62; &amp;`,
  `javascript:alert(1)`,
  `\u2028\u2029\u202e]]><![CDATA[`,
  `__proto__`,
];
const HITS = '[data-hit], [onload], [onerror], iframe, base, style, script:not([src]), a[href^="javascript:" i]';

describeInChromium('texts of strangers', () => {
  const visit = useChromium();

  test('stay text, wherever they stand and whatever is done with them', async () => {
    const receiver = await startReceiver({ hasRooms: true });
    const { signBody } = await import('express-zego-callbacks/testing');
    receiver.zego.onRoomLogout(({ payload }) => { throw new Error(payload.room_id); });
    for (const markup of markups) {
      const user = { room_id: markup, user_account: markup, user_nickname: markup };
      await receiver.send('room_login', { ...user, login_time: Date.now() });
      await receiver.send('stream_create', { room_id: markup, user_id: markup, stream_id: markup, create_time_ms: Date.now() });
      // A handler's error, a value that no schema knows, an event that nobody knows, names of fields, a signature.
      await receiver.send('room_logout', user);
      await receiver.send('room_logout', { ...user, reason: markup });
      await receiver.send.body(signBody({ event: markup, appid: markup, timestamp: 1, nonce: markup, signature: '', [markup]: { [markup]: [markup] } }, { secret: SECRET }));
      await receiver.send.body({ event: 'room_login', appid: markup, timestamp: '1', nonce: markup, signature: markup });
    }
    const inspector = await visit(receiver.page);
    const { page } = inspector;
    const count = 6 * markups.length;
    await inspector.shows('No.', Array.from({ length: count }, (_, index) => `#${count - index}`));
    const nothingRan = async (): Promise<void> => {
      expect({ hits: await page.locator(HITS).count(), title: await page.title() }).toEqual({ hits: 0, title: expect.not.stringContaining('hit') as unknown });
    };
    await nothingRan();
    const shown = (await inspector.column('Room')).filter((_room, index) => index % 6 === 5).reverse();
    // What cannot be seen, or turns the writing, is shown by its number.
    expect(shown).toEqual(markups.map((markup) => markup.replace(/[\u2028-\u202e]/g, (char) => `\\u${char.charCodeAt(0).toString(16)}`)));

    // All of the first one, of the others the error and the names of fields.
    for (let id = 1; id <= count; id += 1) {
      if (id > 6 && id % 6 !== 3 && id % 6 !== 5) continue;
      const dialog = await inspector.open(id);
      await nothingRan();
      const text = dialog.getByRole('radio', { name: 'Text' });
      if (await text.count() > 0) await text.check();
    }
    await nothingRan();
    await page.keyboard.press('Escape');

    for (const [index, markup] of markups.entries()) {
      await inspector.filter.fill(markup.slice(0, 40));
      if (index < 3) await nothingRan();
    }
    await inspector.eventFilter.selectOption(markups[0]!);
    // What survives in the address is read again.
    await page.reload();
    await inspector.isConnected('live');
    await nothingRan();

    await inspector.openTab('Rooms');
    await page.getByRole('tabpanel', { name: 'Rooms' }).getByText(markups[0]!).first().waitFor();
    await nothingRan();
    await inspector.openTab('Send');
    await inspector.chooseEvent('room_login');
    for (const markup of markups.slice(0, 3)) {
      await inspector.field('user_account').fill(markup);
      await inspector.sendButton.click();
      await inspector.replies();
      await nothingRan();
    }
  });

  test('could not become markup even by mistake: Trusted Types and the policy hold', async () => {
    const receiver = await startReceiver();
    const { page } = await visit(receiver.page, { expected: [/TrustedHTML|TrustedScript|Content Security Policy|^console: CSP |to another place: http:..example.invalid|^request: GET http:..example.invalid|404/i] });
    const tried = await page.evaluate<Record<string, string>>(`(() => {
      const attempts = {
        innerHTML: () => { document.createElement('p').innerHTML = '<b>x</b>'; },
        insertAdjacentHTML: () => document.body.insertAdjacentHTML('beforeend', '<b>x</b>'),
        'script text': () => { document.createElement('script').text = 'document.title = "hit"'; },
        DOMParser: () => new DOMParser().parseFromString('<b>x</b>', 'text/html'),
      };
      return Object.fromEntries(Object.entries(attempts).map(([name, attempt]) => {
        try { attempt(); return [name, 'done']; } catch (error) { return [name, error.name]; }
      }));
    })()`);
    expect(tried).toEqual({ innerHTML: 'TypeError', insertAdjacentHTML: 'TypeError', 'script text': 'TypeError', DOMParser: 'TypeError' });
    await page.evaluate("(() => { const style = document.createElement('style'); style.textContent = 'body { display: none }'; document.head.append(style); })()");
    expect(await page.evaluate<string>('getComputedStyle(document.body).display')).not.toBe('none');
    // Nor may it talk to anybody else.
    expect(await page.evaluate<string>("fetch('http://example.invalid/').then(() => 'sent', (error) => error.name)")).toBe('TypeError');
    expect(await page.evaluate<number>(`fetch('${CALLBACKS}').then(({ ok }) => Number(ok))`)).toBe(0);
  });
});
