import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openCollector, type TestCollector } from './collector-fixture.js';

async function openWithDashboard(): Promise<TestCollector> {
  const directory = await mkdtemp(join(tmpdir(), 'igevents-'));
  onTestFinished(() => rm(directory, { recursive: true }));
  await mkdir(join(directory, 'page', 'assets'), { recursive: true });
  await writeFile(join(directory, 'page', 'index.html'), '<!doctype html>');
  await writeFile(join(directory, 'page', 'assets', 'a.js'), '');
  await writeFile(join(directory, 'secret.txt'), 'secret');
  return openCollector({ dashboardDir: join(directory, 'page') });
}

describe('dashboard site', () => {
  it('serves the page under a policy that allows its own files and nothing inline', async () => {
    const { request } = await openWithDashboard();
    const page = await request('/dashboard/');
    expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
    const policy = page.headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'self'");
    expect(policy).not.toContain('unsafe');
    expect((await request('/dashboard/assets/a.js')).headers.get('content-type')).toMatch(/^text\/javascript/);
    expect((await request('/dashboard')).headers.get('location')).toBe('dashboard/');
  });

  it.each(['../secret.txt', '%2e%2e/secret.txt', '..%2fsecret.txt', '/etc/passwd', '%ff', 'nothing'])('has no file at %s', async (path) => {
    const { request } = await openWithDashboard();
    expect((await request(`/dashboard/${path}`)).status).toBe(404);
  });
});
