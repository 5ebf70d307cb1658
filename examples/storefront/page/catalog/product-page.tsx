import { type ReactElement, useState } from 'react';
import { useAddToCart } from '../cart/use-add-to-cart.js';
import { cssVariables } from '../css-variables.js';
import { useOncePerVisit } from '../events/use-once-per-visit.js';
import { useShopEvents } from '../events/use-shop-events.js';
import { ColourChoice } from './colour-choice.js';
import { Price } from './price.js';
import { ProductPicture } from './product-picture.js';
import type { Product, Variant } from './products.js';

export function ProductPage({ product, openCart }: { product: Product; openCart: () => void }): ReactElement {
  const events = useShopEvents();
  const add = useAddToCart();
  const [variant, setVariant] = useState<Variant>(product.variants[0]);
  useOncePerVisit(({ productViewed }) => productViewed(product));
  const choose = (chosen: Variant): void => {
    setVariant(chosen);
    events.colourChosen(product, chosen);
  };
  const addAndShow = (): void => {
    add(product, variant);
    openCart();
  };
  return (
    <article className="product">
      <title>{`${product.name} · Oddment`}</title>
      <div className="picture" style={cssVariables({ ground: variant.ground })}>
        <ProductPicture product={product} variant={variant} />
      </div>
      <div className="details">
        <p className="kind">{product.kind}</p>
        <h1>{product.name}</h1>
        <Price product={product} />
        <p className="lead">{product.story}</p>
        <ColourChoice variants={product.variants} chosen={variant} choose={choose} />
        <button className="primary" type="button" data-testid="add-to-cart" onClick={addAndShow}>
          Add to cart
        </button>
        <ul className="facts">
          {product.facts.map((fact) => (
            <li key={fact}>{fact}</li>
          ))}
        </ul>
      </div>
    </article>
  );
}
