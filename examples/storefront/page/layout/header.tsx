import { type FormEvent, type ReactElement, useState } from 'react';
import { account } from '../account/account.js';
import { useCart } from '../cart/cart-store.js';
import { categories } from '../catalog/products.js';
import { InstallButton } from '../installed/install-button.js';
import { Link } from '../router/link.js';
import { navigate, useVisit } from '../router/router.js';

const links = [{ id: undefined, name: 'All' }, ...categories];

export function Header({ openCart }: { openCart: () => void }): ReactElement {
  const { route, number } = useVisit();
  const { count } = useCart();
  const current = route.name === 'listing' ? { category: route.category } : undefined;
  return (
    <header className="top">
      <Link className="brand" to="/">
        <img src="/icon.svg" alt="" />
        oddment
      </Link>
      <nav aria-label="Categories">
        {links.map(({ id, name }) => (
          <Link key={name} to={id ? `/category/${id}` : '/'} aria-current={current && current.category === id ? 'page' : undefined}>
            {name}
          </Link>
        ))}
      </nav>
      <SearchField key={number} query={route.name === 'search' ? route.query : ''} />
      <InstallButton />
      <Link className="account" to="/account" data-testid="open-account">
        {account.use()?.name ?? 'Account'}
      </Link>
      <button className="cart" type="button" data-testid="open-cart" onClick={openCart}>
        Cart{' '}
        <span className="count" data-testid="cart-count">
          {count}
        </span>
      </button>
    </header>
  );
}

function SearchField({ query }: { query: string }): ReactElement {
  const [words, setWords] = useState(query);
  const search = (event: FormEvent): void => {
    event.preventDefault();
    navigate(words.trim() ? `/search?q=${encodeURIComponent(words.trim())}` : '/');
  };
  return (
    <search>
      <form onSubmit={search}>
        <input
          type="search"
          placeholder="Search"
          aria-label="Search"
          data-testid="search"
          value={words}
          onChange={({ target }) => setWords(target.value)}
        />
      </form>
    </search>
  );
}
