import type { Problem } from '../../shared/problem.js';
import { element, setText } from './element.js';
import { createKeyedList, type Line } from './keyed-list.js';
import { createFold, type Section } from './section.js';
import { formatAgo, formatCount } from './words.js';

/** What went wrong since the page was loaded, folded by kind. */
export function createProblemsSection(): Section {
  const list = element('ul', { class: 'problems' });
  const { node, setCount } = createFold('Problems', 'None since the page was loaded.', list);
  let now = 0;
  // Page and worker can both report a code.
  const showAll = createKeyedList(list, ({ code, message }: Problem) => `${code} ${message}`, createProblem);

  function createProblem({ code, message }: Problem): Line<Problem> {
    const when = element('span', { class: 'soft' });
    const head = element('p', {}, element('span', { class: 'badge warn' }, code), when);
    return {
      node: element('li', {}, head, element('p', {}, message)),
      show: ({ at, count }) => setText(when, `${formatAgo(at, now)}${count > 1 ? ` · ${formatCount(count)} times` : ''}`),
    };
  }

  return {
    node,
    show({ problems }, at) {
      now = at;
      setCount(problems.length, 'warn');
      showAll([...problems].sort((one, other) => other.at - one.at));
    },
  };
}
