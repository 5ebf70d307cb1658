import type { ReactElement } from 'react';
import { cssVariables } from '../css-variables.js';
import type { Variant } from './products.js';

interface ColourChoiceProps {
  variants: readonly Variant[];
  chosen: Variant;
  choose: (variant: Variant) => void;
}

export function ColourChoice({ variants, chosen, choose }: ColourChoiceProps): ReactElement {
  return (
    <fieldset className="swatches">
      <legend>Colour</legend>
      {variants.map((variant) => (
        <input
          key={variant.id}
          type="radio"
          name="colour"
          value={variant.id}
          aria-label={variant.name}
          checked={variant === chosen}
          onChange={() => choose(variant)}
          style={cssVariables({ tint: variant.tint })}
        />
      ))}
    </fieldset>
  );
}
