import { type ReactElement, useCallback, useEffect, useRef, useState } from 'react';
import { AccountPage } from '../account/account-page.js';
import { CartDrawer } from '../cart/cart-drawer.js';
import { CategoryPage } from '../catalog/category-page.js';
import { FrontPage } from '../catalog/front-page.js';
import { ProductPage } from '../catalog/product-page.js';
import { categories, findProduct } from '../catalog/products.js';
import { SearchPage } from '../catalog/search-page.js';
import { CheckoutPage } from '../checkout/checkout-page.js';
import { ThanksPage } from '../checkout/thanks-page.js';
import { ConsentBanner } from '../consent/consent-banner.js';
import { PageViews } from '../events/page-views.js';
import { FreeShippingBar } from '../experiment/free-shipping-bar.js';
import { OfflineHint } from '../installed/offline-hint.js';
import { UpdatePrompt } from '../installed/update-prompt.js';
import { useVisit, type Visit } from '../router/router.js';
import { Footer } from './footer.js';
import { Header } from './header.js';

/** The shop: it follows the address. */
export function Shop(): ReactElement {
  const visit = useVisit();
  const page = useRef<HTMLDivElement>(null);
  // The visit in which the drawer was opened: the next page closes it.
  const [openedIn, setOpenedIn] = useState(0);
  const openCart = useCallback(() => setOpenedIn(visit.number), [visit.number]);
  const closeCart = useCallback(() => setOpenedIn(0), []);
  // Each visit begins at the top.
  useEffect(() => void page.current?.scrollTo(0, 0), [visit.number]);
  return (
    <div className="shop">
      {/* First, so that a page view goes ahead of what happens on the page. */}
      <PageViews />
      <div className="page" ref={page}>
        <OfflineHint />
        <FreeShippingBar />
        <Header openCart={openCart} />
        <main key={visit.number}>{toPage(visit, openCart)}</main>
        <Footer />
      </div>
      <div className="notices">
        <UpdatePrompt />
        <ConsentBanner />
      </div>
      <CartDrawer isOpen={openedIn === visit.number} close={closeCart} />
    </div>
  );
}

function toPage({ route }: Visit, openCart: () => void): ReactElement {
  switch (route.name) {
    case 'listing': {
      const category = categories.find(({ id }) => id === route.category);
      return category ? <CategoryPage category={category} /> : <FrontPage />;
    }
    case 'search':
      return <SearchPage query={route.query} />;
    case 'product': {
      const product = findProduct(route.id);
      return product ? <ProductPage product={product} openCart={openCart} /> : <FrontPage />;
    }
    case 'checkout':
      return <CheckoutPage />;
    case 'thanks':
      return <ThanksPage orderId={route.orderId} />;
    case 'account':
      return <AccountPage />;
  }
}
