/** What the intake lets in. Every number can be set; the defaults fit one machine. */
export interface Limits {
  /** Largest body as it travels when it is compressed. */
  maxCompressedBytes: number;
  /** Largest body after decompression; the gzip format itself bounds the ratio, so no other rule is needed. */
  maxBodyBytes: number;
  /** Most JSON values in one body; commas and brackets within texts count as well. */
  maxBodyValues: number;
  /** Most events in one body. */
  maxBatchEvents: number;
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
  // Four times the client's largest batch.
  maxBodyBytes: 1024 * 1024,
  // What the client's largest batch could hold if each value took two bytes. 4 KB of compressed brackets, 4 MiB of them, held the
  // process for 3 s and 40 MiB a piece (measured).
  maxBodyValues: 128 * 1024,
  // Ten times the client's. An answer names each event that it refuses: two million of them made 240 MB (measured).
  maxBatchEvents: 5_000,
  maxPropertiesBytes: 32 * 1024,
  maxEventBytes: 256 * 1024,
  maxWaitingEvents: 200_000,
  maxRequestsPerMinutePerAddress: 6_000,
  maxRequestsPerMinutePerKey: 60_000,
};
