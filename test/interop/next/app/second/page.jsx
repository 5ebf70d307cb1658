import Link from 'next/link';

export default function Second() {
  return <Link href="/">To the first page</Link>;
}
