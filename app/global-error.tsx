"use client";

/**
 * When even the root layout fails, there is no theme, no stylesheet and no language: a page of its own, in both.
 */
export default function GlobalError({ retry }: { readonly retry: () => void }) {
  return (
    <html lang="en">
      <head>
        <title>Hato</title>
        <meta name="color-scheme" content="light dark" />
      </head>
      <body
        style={{ fontFamily: "system-ui, sans-serif", display: "grid", placeContent: "center", minHeight: "90dvh" }}
      >
        <main style={{ maxWidth: "28rem", padding: "1rem" }}>
          <h1 style={{ fontSize: "1.25rem" }}>Something went wrong</h1>
          <p>The fault is on our side. Please try again in a moment.</p>
          <p lang="ja">こちら側で問題が発生しました。しばらくしてから、もう一度お試しください。</p>
          <button type="button" onClick={retry}>
            Try again / <span lang="ja">再試行</span>
          </button>
        </main>
      </body>
    </html>
  );
}
