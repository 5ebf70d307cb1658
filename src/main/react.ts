'use client';

export type { IgEvents, IgEventsSettings, PageStatus } from './ig-events.js';
export { IgEventsProvider, type IgEventsProviderProps } from './react/ig-events-provider.js';
export type { PageEvents } from './react/page-events.js';
export { useIgCustomEvents } from './react/use-ig-custom-events.js';
export { useIgEvents } from './react/use-ig-events.js';
export { useIgStatus } from './react/use-ig-status.js';
export { type TrackOptions, useIgTrack } from './react/use-ig-track.js';
export { type PageLocationInput, usePageViews } from './react/use-page-views.js';
