const OWN = `const gift = defineEvent<'gift_sent', { readonly gift_id: string; readonly amount: number }>({
  name: 'gift_sent',
  discriminator: { field: 'event', value: 'gift_sent' },
  schema: { type: 'object', required: ['gift_id', 'amount'], properties: { gift_id: { type: 'string' }, amount: { type: 'integer' } } },
});
const coin = defineEvent<'coin_spent', { readonly coins: number }>({
  name: 'coin_spent',
  discriminator: { field: 'event', value: 'coin_spent' },
  schema: { type: 'object', required: ['coins'], properties: { coins: { type: 'integer' } } },
});
const own = zegoCallbacks({ secret: 's', events: [gift, coin, { name: 'seat_taken', discriminator: { field: 'event', value: 'seat_taken' }, schema: { type: 'object' } }] });
`;

/** Code that works with a middleware `own`, which knows three events more, two of them typed. */
export function withOwnEvents(code: string): string {
  return `${OWN}${code}`;
}
