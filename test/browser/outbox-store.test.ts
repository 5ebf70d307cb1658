import { describeDiskStore } from '../support/disk-store-suite.js';
import { makeDiskStore } from '../support/make-outbox.js';
import { describeOutboxStore } from '../support/outbox-store-suite.js';

describeOutboxStore('on the disk', makeDiskStore);
describeDiskStore(makeDiskStore);
