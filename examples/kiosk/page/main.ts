import { createIgEvents } from 'igevents';
import { kioskDeviceId, startKiosk } from 'igevents/kiosk';
import { pipelineSettings } from '../shared/pipeline-settings.js';
import { createCounter } from './counter.js';
import { createHealthDot } from './health-dot.js';
import { installApp } from './install-app.js';
import { currency } from './money.js';

const deviceId = kioskDeviceId();
const igEvents = createIgEvents({ ...pipelineSettings, deviceId, context: { currency, store: 'market-hall' } });
const params = new URLSearchParams(location.search);
// Shorter for somebody who tries it out.
const heartbeatMs = Number(params.get('heartbeatMs')) || 300_000;
startKiosk(igEvents, { app: '1.4.0', heartbeatMs });

const counter = createCounter(igEvents);
document.body.append(counter.node, createHealthDot(igEvents, deviceId));
installApp(igEvents, counter.isFree);
