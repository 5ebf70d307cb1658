/** What the intake lets in. Every number can be set; the defaults fit one machine. */
export interface Limits {
  /** Largest body as it travels when it is compressed. */
  maxCompressedBytes: number;
  /** Largest body after decompression; the gzip format itself bounds the ratio, so no other rule is needed. */
  maxBodyBytes: number;
  /** Largest serialized properties; the same default as the client's. */
  maxPropertiesBytes: number;
  /** Largest serialized data of one event. */
  maxEventBytes: number;
  /** Events that may wait for the store before clients are asked to come back. */
  maxWaitingEvents: number;
  maxRequestsPerMinutePerAddress: number;
  maxRequestsPerMinutePerKey: number;
}

export const defaultLimits: Limits = {
  maxCompressedBytes: 1024 * 1024,
  maxBodyBytes: 4 * 1024 * 1024,
  maxPropertiesBytes: 32 * 1024,
  maxEventBytes: 256 * 1024,
  maxWaitingEvents: 200_000,
  maxRequestsPerMinutePerAddress: 6_000,
  maxRequestsPerMinutePerKey: 60_000,
};
