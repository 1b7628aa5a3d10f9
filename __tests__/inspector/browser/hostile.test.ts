import { SECRET } from '../../kit/callbacks.js';
import { eventually } from '../kit/eventually.js';
import { CALLBACKS, startReceiver } from '../kit/receiver.js';
import { describeInChromium, useChromium } from '../kit/visit.js';

/** Each would be noticed if it worked: as a dialog, a request, a complaint, or in the title. */
const markups = [
  `<img src=x onerror="document.title='hit';alert(1)">`,
  `<script>document.title='hit'</script>`,
  `"><svg onload=alert(1)><title>hit</title></svg>`,
  `</td></tr></table></template></textarea></pre><iframe src="javascript:alert(1)"></iframe>`,
  `<style>*{display:none!important}</style><base href="http://example.invalid/">`,
  `<a href="javascript:alert(1)">a</a><form action="//example.invalid"><button>b</button></form>`,
  `'"\`\${alert(1)}{{token}}{{constructor.constructor('alert(1)')()}}<!--`,
  `&lt;b&gt;&#60;i&#62; &amp;`,
  `javascript:alert(1)`,
  `\u2028\u2029]]><![CDATA[`,
];

describeInChromium('texts of strangers', () => {
  const visit = useChromium();

  /** Elements that could only come from one of the texts. */
  const strangers = 'img, iframe, object, embed, base, [onload], [onerror], [onclick], a[href^="javascript:" i], style, script:not([src]), form[action], b, i';

  test.each(markups)('stay text in every view: %j', async (markup) => {
    const receiver = await startReceiver({ hasRooms: true });
    const inspector = await visit(receiver.page, { permissions: ['clipboard-read', 'clipboard-write'] });
    const { page } = inspector;
    const user = { room_id: markup, user_account: markup, user_nickname: markup };
    await receiver.send('room_login', { ...user, login_time: Date.now() });
    await receiver.send('stream_create', { room_id: markup, user_id: markup, stream_id: markup, user_name: markup, create_time_ms: Date.now() });
    // Names of fields, an event that nobody knows, and what fails its schema.
    const { signBody } = await import('express-zego-callbacks/testing');
    await receiver.send.body(signBody({ event: markup, appid: 1, timestamp: 1, nonce: '1', signature: '', [markup]: { [markup]: [markup] } }, { secret: SECRET }));
    await receiver.send.body({ event: 'room_login', appid: markup, timestamp: markup, nonce: markup, signature: markup });
    receiver.zego.onRoomLogout(() => { throw new Error(markup); });
    await receiver.send('room_logout', { ...user, reason: markup });
    await receiver.send('room_logout', user);
    await inspector.shows('No.', ['#6', '#5', '#4', '#3', '#2', '#1']);

    const nothingRan = async (): Promise<void> => {
      expect(await page.locator(strangers).count()).toBe(0);
      expect(await page.title()).not.toContain('hit');
    };
    await nothingRan();
    for (const id of [6, 5, 4, 3, 2, 1]) {
      const dialog = await inspector.open(id);
      await nothingRan();
      if (id === 1) await eventually(async () => expect(await dialog.innerText()).toContain(JSON.stringify(markup).slice(1, 5)));
      await page.keyboard.press('Escape');
      await dialog.waitFor({ state: 'hidden' });
    }

    await inspector.filter.fill(markup);
    await nothingRan();
    await inspector.filter.fill('');
    await inspector.openTab('Rooms');
    await nothingRan();
    await inspector.openTab('Send');
    await inspector.chooseEvent('room_login');
    await inspector.field('user_nickname').fill(markup);
    await inspector.sendButton.click();
    await inspector.replies();
    await nothingRan();
    // What survives in the address is read again.
    await inspector.openTab('Deliveries');
    await inspector.filter.fill(markup);
    await page.reload();
    await inspector.isConnected('live');
    await nothingRan();
  });

  test('could not become markup even by mistake: Trusted Types hold', async () => {
    const receiver = await startReceiver();
    const inspector = await visit(receiver.page, { expected: [/TrustedHTML|TrustedScript|trusted-types|Content Security Policy|EvalError/i] });
    const tried = await inspector.page.evaluate<Record<string, string>>(`(() => {
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
    // Scripts and requests of another place, and styles in the markup, are not let in either.
    const policy = (await inspector.page.request.get(receiver.page)).headers()['content-security-policy'];
    expect(policy).toContain("script-src 'self'");
    await inspector.page.evaluate(`(() => { const image = new Image(); image.src = '${CALLBACKS}'; const style = document.createElement('style'); style.textContent = 'body { display: none }'; document.head.append(style); })()`);
    expect(await inspector.page.evaluate<string>('getComputedStyle(document.body).display')).not.toBe('none');
  });
});
