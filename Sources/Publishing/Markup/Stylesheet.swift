/// One for all pages. Colours have a contrast of 4.5 or more on their ground (WCAG 2.1, 1.4.3), in the light and in the
/// dark; what was removed and added is told apart by strokes too.
let stylesheet: StaticString = """
    :root{color-scheme:light dark;--ground:#fdfdfb;--raised:#f3f2ee;--text:#1d1d1b;--faint:#5b5a55;--line:#d8d6cf;\
    --link:#0b57a4;--removed:#9b1c1c;--removed-ground:#fbe4e1;--added:#12602b;--added-ground:#dff3e3;\
    --a:#2f6fb3;--b:#c2571a;--c:#3f8f4f;--d:#8a5ab5;--e:#8c8a80}
    @media (prefers-color-scheme:dark){:root{--ground:#161714;--raised:#20221e;--text:#e9e8e2;--faint:#aaa89f;\
    --line:#3a3c36;--link:#8fc1f5;--removed:#ffb4a9;--removed-ground:#4a1f1b;--added:#9fe0b0;--added-ground:#1c3a25;\
    --a:#6aa7e8;--b:#ee9a5f;--c:#7cc58a;--d:#c09ae4;--e:#a3a197}}
    *{box-sizing:border-box}
    html{-webkit-text-size-adjust:100%;text-size-adjust:100%}
    body{margin:0 auto;max-width:46rem;padding:0 1rem 3rem;background:var(--ground);color:var(--text);\
    font:1.0625rem/1.55 system-ui,-apple-system,"Segoe UI","Noto Sans",sans-serif;overflow-wrap:anywhere;\
    line-break:strict}
    body:has(.wide){max-width:74rem}
    @media (min-width:60rem){.wide{display:grid;grid-template:auto 1fr/minmax(0,1fr) minmax(0,1fr);column-gap:3rem}\
    .wide>.copies{grid-area:1/2/span 2}.wide>.copies>h2{margin-top:1.2rem}}
    a{color:var(--link);text-underline-offset:.15em}
    a:focus-visible,summary:focus-visible{outline:3px solid var(--link);outline-offset:2px;border-radius:2px}
    main:focus{outline:none}
    .skip{position:absolute;left:-999rem}
    .skip:focus{left:1rem;top:.5rem;padding:.5rem 1rem;background:var(--ground);z-index:1}
    header{display:flex;flex-wrap:wrap;gap:.25rem 1.5rem;align-items:baseline;padding:1rem 0 .6rem;\
    border-bottom:1px solid var(--line)}
    header p{margin:0}
    header nav{margin-inline-start:-.3rem}
    .site{font-weight:700}
    .site a{color:inherit;text-decoration:none}
    nav a{display:inline-block;padding:.35rem .3rem;margin:0 .5rem 0 0}
    h1{font-size:1.6rem;line-height:1.25;margin:1.2rem 0 .5rem;text-wrap:balance}
    article>h1{margin-top:0}
    h2{font-size:1.2rem;line-height:1.3;margin:0 0 .2rem;text-wrap:pretty}
    h2 a{text-decoration-color:transparent}
    h2 a:hover,h2 a:focus-visible{text-decoration-color:currentColor}
    h3{font-size:1.02rem;line-height:1.35;margin:0 0 .2rem}
    section>h2{margin:2rem 0 .6rem}
    article{padding:1.1rem 0;border-bottom:1px solid var(--line)}
    .meta,.more,figcaption,footer{color:var(--faint);font-size:.9rem;margin:.15rem 0}
    .excerpt{margin:.4rem 0 .2rem}
    article:has(>details[open])>.excerpt{display:none}
    time{white-space:nowrap}
    .field{font-weight:600;font-size:.9rem;margin:.7rem 0 .2rem}
    .mark{white-space:nowrap;display:inline-block;padding:0 .5em;border:1px solid currentColor;border-radius:1em;font-size:.82rem}
    summary{cursor:pointer;padding:.35rem 0;color:var(--link)}
    .text{margin:.5rem 0 0}
    .text p{margin:.7em 0}
    .text table{display:block;overflow-x:auto}
    .text td,.text th{overflow-wrap:normal}
    .text ul,.text ol{padding-inline-start:1.4em}
    blockquote{margin:.8em 0;padding-inline-start:1em;border-inline-start:3px solid var(--line);color:var(--faint)}
    pre{white-space:pre-wrap;background:var(--raised);padding:.7em}
    code{font-size:.92em}
    .copies article{border:1px solid var(--line);border-radius:.5rem;padding:.9rem;margin:0 0 1rem;background:var(--raised)}
    ul.plain{list-style:none;padding:0;margin:.4rem 0}
    ul.plain li{padding:.15rem 0}
    ul.days{columns:10rem;list-style:none;padding:0}
    ul.days a{display:inline-block;padding:.3rem 0}
    .change{margin:.4rem 0;padding:.5rem .8rem;background:var(--raised);border-inline-start:3px solid var(--line);\
    white-space:pre-line}
    del{color:var(--removed);background:var(--removed-ground);text-decoration:line-through}
    ins{color:var(--added);background:var(--added-ground);text-decoration:underline;text-underline-offset:.15em}
    table{border-collapse:collapse;width:100%;font-size:.9rem}
    th,td{padding:.25rem .5rem;text-align:start;vertical-align:top;border-bottom:1px solid var(--line)}
    tbody th{font-weight:400}
    td.number,th.number{text-align:end;white-space:nowrap;font-variant-numeric:tabular-nums}
    caption{text-align:start;font-weight:600;padding:.3rem .5rem}
    figure{margin:1rem 0}
    .plot{width:100%;height:152px;display:block;overflow:visible}
    svg text{fill:var(--faint);font-size:12px}
    svg .axis{stroke:var(--line)}
    .a{fill:var(--a)}.b{fill:var(--b)}.c{fill:var(--c)}.d{fill:var(--d)}.e{fill:var(--e)}
    .key{display:inline-block;margin-inline-end:1rem}
    .key svg{display:inline-block;width:.8em;height:.8em;vertical-align:-.05em;margin-inline-end:.35em}
    .spark{width:120px;height:20px;display:block}
    footer{padding-top:1.5rem}
    @media (max-width:40rem){td,th{padding:.25rem .3rem}.spark{width:90px}}
    @media print{body{max-width:none;font-size:10.5pt;background:#fff;color:#000}.skip,nav,summary{display:none}\
    article,figure{break-inside:avoid}a{color:inherit}.text a[href^="http"]::after{content:" (" attr(href) ")";font-size:.8em}}
    """
