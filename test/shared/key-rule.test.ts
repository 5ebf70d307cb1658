import { describe, expect, it } from 'vitest';
import { createKeyRule } from '../../src/shared/key-rule.js';

const rule = createKeyRule();

describe('the name of a member', () => {
  it.each([
    ...['password', 'passWord', 'PASSWORD', 'oldpassword', 'userPasswordHash', 'password_2', 'passwd', 'pwd', 'passphrase'],
    ...[
      'token',
      'accessToken',
      'ACCESS-TOKEN',
      'refresh_token',
      'csrf token',
      'auth',
      'isAuth',
      'Authorization',
      'x-api-key',
      'APIKey',
      'apikey',
    ],
    ...['clientSecret', 'secret', 'Set-Cookie', 'jwt', 'cvc', 'cvv2', 'CVV', 'card_number', 'cardNumber', 'giftCardNumber', 'iBAN', 'ssn'],
  ])('says that the value is secret: %s', (key) => {
    expect(rule(key)).toBe('secret');
  });

  it.each([
    ...[
      'author',
      'authority',
      'authMethod',
      'tokens',
      'tokens_used',
      'tokenCount',
      'tokenType',
      'secretary',
      'secret_santa',
      'monkey',
      'key',
      'keyboard',
    ],
    ...['className', 'assns', 'caliban', 'cookieBanner', 'passenger', 'pass', 'sku', 'orderId', 'id', '', '2', '__', 'shipping_address'],
  ])('says nothing: %s', (key) => {
    expect(rule(key)).toBe('plain');
  });

  it.each(['cartToken', 'checkout_token', 'cartOrCheckoutToken', 'cart-token'])('says that the value joins an order: %s', (key) => {
    expect(rule(key)).toBe('join');
  });

  it.each(['card', 'paymentCard', 'cc', 'PAN', 'credit_card'])('says that a number may be a card: %s', (key) => {
    expect(rule(key)).toBe('card');
  });

  it('is secret too when the shop has listed it, as whole words at the end', () => {
    const own = createKeyRule(['date of birth', 'address_1', 'пароль', 'cartToken', '-']);
    const secret = ['dateOfBirth', 'customer_date_of_birth', 'address1', 'Address-1', 'пароль', 'мой_пароль', 'cart_token'];
    expect(secret.filter((key) => own(key) !== 'secret')).toEqual([]);
    expect(['birth', 'address', 'address2', 'date_of_birthday', 'x'].map(own)).toEqual(Array(5).fill('plain'));
  });

  it('is judged alike however many names there are', () => {
    const busy = createKeyRule();
    for (let n = 0; n < 5_000; n++) busy(`key_${n}`);
    expect([busy('token'), busy('key_1'), busy('token')]).toEqual(['secret', 'plain', 'secret']);
  });
});
