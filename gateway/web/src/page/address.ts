/** What the page keeps in its address, so that an answer is a link: `lang` and `subject`. */

type Name = "lang" | "subject";

export function inAddress(name: Name): string | null {
  return new URLSearchParams(location.search).get(name);
}

export function setInAddress(name: Name, value: string): void {
  const address = new URL(location.href);
  address.searchParams.set(name, value);
  history.replaceState(null, "", address);
}
