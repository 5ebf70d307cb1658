import { describeDiskFaults } from '../support/disk-faults-suite.js';

describeDiskFaults();
