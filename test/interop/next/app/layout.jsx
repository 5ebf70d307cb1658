import { IgEventsProvider } from 'igevents/react';
import { PageViews } from './page-views.jsx';

// Rendered on the server: the provider and the hooks come to the page by the directive in the published file.
export default function Layout({ children }) {
  return (
    <html lang="en">
      <head>
        <link rel="icon" href="data:," />
      </head>
      <body>
        <IgEventsProvider settings={{ site: process.env.NEXT_PUBLIC_SHOP_SITE }}>
          <PageViews />
          {children}
        </IgEventsProvider>
      </body>
    </html>
  );
}
