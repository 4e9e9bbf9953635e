/** The element that an entry page leaves for React. */
export function rootElement(): HTMLElement {
  const element = document.getElementById("root");
  if (element === null) throw new Error("the page has no #root");
  return element;
}
