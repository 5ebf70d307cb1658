import { version } from 'react';
import { version as domVersion } from 'react-dom/server';
import { expect, it } from 'vitest';

/** Of the test project, by vite.config.ts. */
declare const reactMajor: string;

it('runs with the React that the project is named after', () => {
  expect([version, domVersion].map((text) => text.split('.')[0])).toEqual([reactMajor, reactMajor]);
});
