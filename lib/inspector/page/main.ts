import { Deliveries } from './deliveries.js';
import { byId, setText } from './dom.js';
import { listenToKeys } from './keyboard.js';
import { RoomsView } from './rooms.js';
import { SendView } from './send-view.js';
import { DeliveryState } from './state.js';
import { listen, type Connection } from './stream.js';
import { Tabs } from './tabs.js';
import { shortTime } from './time.js';

const state = new DeliveryState();
const deliveries = new Deliveries(byId('deliveries'), state, () => tabs.show('send', true));
const send = new SendView(byId('send'));
const rooms = new RoomsView(byId('rooms'));

const tabs: Tabs = new Tabs(byId('tabs'), [
  { name: 'deliveries', title: 'Deliveries', panel: byId('deliveries'), shown: () => deliveries.enter() },
  { name: 'send', title: 'Send', panel: byId('send'), shown: () => void send.enter() },
  { name: 'rooms', title: 'Rooms', panel: byId('rooms'), shown: () => rooms.enter() },
]);
tabs.allow('rooms', tabs.current === 'rooms');

let restartedAt = '';
function connected(connection: Connection, reason = ''): void {
  const more = connection === 'live' && restartedAt !== '' ? `the server was restarted at ${restartedAt}` : reason;
  byId('connection').dataset.state = connection;
  setText(byId('connection-text'), more === '' ? connection : `${connection} · ${more}`);
}

listen({
  hello: (hello) => {
    if (state.boot !== '' && state.boot !== hello.boot) restartedAt = shortTime(Date.now());
    deliveries.greet(hello);
    tabs.allow('rooms', hello.hasRooms);
    send.suggest(hello.path);
    connected('live');
  },
  news: (news) => {
    deliveries.hear(news);
    send.suggest(news.path);
  },
  rooms: (shown) => rooms.hear(shown),
  connection: connected,
});

listenToKeys({
  search: () => {
    if (tabs.current === 'rooms') rooms.search();
    else if (tabs.current === 'deliveries') deliveries.search();
  },
  close: () => tabs.current === 'deliveries' && deliveries.close(),
});
