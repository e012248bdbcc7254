const WITHOUT_PAGES = new Set(["application/xml", "application/pkcs7-mime"]);

/** Whether a document of this kind has pages to look at. */
export function hasPages(mediaType: string): boolean {
  return !WITHOUT_PAGES.has(mediaType);
}
