import { firstPushAt } from '../correct-time.js';
import { assembleDevice, groupByDevice, type OutboxFacts } from '../fleet/assemble-device.js';
import { heartbeatName, readHeartbeat } from '../fleet/read-heartbeat.js';
import { type FleetQuery, toFleetPage } from '../fleet/to-fleet-page.js';
import type { Beat, DeviceDetail, FleetPage, NotedHeartbeat } from '../fleet-model.js';
import type { OutboxHealth } from '../read-model.js';
import type { Reader, Row } from './reader.js';

/** A day of one per five minutes, the kiosk's default. */
const maxBeats = 288;

/** Outboxes of one device that its history is read from; more have only storages that are wiped each day. */
const maxOutboxes = 50;

/** @param outboxes the loss audit of all of them. */
export async function readFleet(read: Reader, outboxes: readonly OutboxHealth[], query: FleetQuery, now: number): Promise<FleetPage> {
  return toFleetPage(await readFacts(read, outboxes), query, now);
}

export async function readDevice(
  read: Reader,
  outboxes: readonly OutboxHealth[],
  key: string,
  now: number,
): Promise<DeviceDetail | undefined> {
  const its = groupByDevice(await readFacts(read, outboxes)).get(key);
  if (!its) return undefined;
  const newestFirst = its.map(({ health }) => health).sort((a, b) => (a.lastSeenAt < b.lastSeenAt ? 1 : -1));
  const shown = newestFirst.slice(0, maxOutboxes);
  return { device: assembleDevice(key, its, now), outboxes: shown, beats: await readBeats(read, shown) };
}

async function readFacts(read: Reader, outboxes: readonly OutboxHealth[]): Promise<OutboxFacts[]> {
  const devices = await read('select source, device from device_outboxes');
  const beats =
    await read(`select source, epoch_ms(time) as time, epoch_ms(pushed_at) as pushed_at, epoch_ms(received_at) as received_at, properties
    from latest_heartbeats`);
  const deviceIds = new Map(devices.map((row) => [row.text('source'), row.text('device')]));
  const heartbeats = new Map(beats.map((row) => [row.text('source'), toHeartbeat(row)]));
  return outboxes.map((health) => ({ health, deviceId: deviceIds.get(health.source), heartbeat: heartbeats.get(health.source) }));
}

async function readBeats(read: Reader, outboxes: readonly OutboxHealth[]): Promise<Beat[]> {
  const rows = await read(
    `select epoch_ms(time) as time, epoch_ms(coalesce(corrected_time, time)) as pushed_at, epoch_ms(received_at) as received_at, properties
     from kept_events where name = ? and source in (${outboxes.map(() => '?').join(', ')}) order by position desc limit ${maxBeats}`,
    [heartbeatName, ...outboxes.map(({ source }) => source)],
  );
  return rows
    .flatMap((row) => {
      const heartbeat = toHeartbeat(row);
      return heartbeat ? { at: heartbeat.at, pending: heartbeat.pending, oldestMs: heartbeat.oldestMs } : [];
    })
    .sort((a, b) => (a.at < b.at ? -1 : 1));
}

function toHeartbeat(row: Row): NotedHeartbeat | undefined {
  const heartbeat = readHeartbeat(row.json('properties'));
  if (!heartbeat) return undefined;
  const { oldestAt } = heartbeat;
  return {
    ...heartbeat,
    at: row.instant('pushed_at'),
    receivedAt: row.instant('received_at'),
    // Before the clock was set, nobody can say how long.
    oldestMs:
      oldestAt === null || (Date.parse(oldestAt) < firstPushAt && row.number('time') >= firstPushAt)
        ? null
        : Math.max(0, row.number('time') - Date.parse(oldestAt)),
  };
}
