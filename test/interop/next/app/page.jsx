import Link from 'next/link';

export default function First() {
  return <Link href="/second">To the second page</Link>;
}
