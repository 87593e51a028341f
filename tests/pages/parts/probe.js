// What is measured inside a page. Put there by the debugger, so it works under the page's own policy and without script;
// each function gives a list of what breaks its rule, in words.

globalThis.probe = (() => {
  const all = (selector) => [...document.querySelectorAll(selector)];
  const style = (element, part) => getComputedStyle(element, part);

  const named = (element) => {
    const name = element.getAttribute("name") ?? element.id ?? "";
    const words = (element.innerText || element.value || "").trim().replace(/\s+/g, " ").slice(0, 40);
    return `<${element.tagName.toLowerCase()}${name && ` ${name}`}> “${words}”`;
  };

  // A radio button that is drawn by its label is see-through and there all the same.
  const visible = (element) => {
    const box = element.getBoundingClientRect();
    return (
      box.width > 0 &&
      box.height > 0 &&
      element.checkVisibility({ checkVisibilityCSS: true }) &&
      !element.closest("[aria-hidden=true],[inert]")
    );
  };

  // Read out and not drawn.
  const unseen = (element) => {
    for (let at = element; at && at !== document.body; at = at.parentElement) {
      const { width, height } = at.getBoundingClientRect();
      if (style(at).position === "absolute" && (width <= 2 || height <= 2)) return true;
    }
    return false;
  };

  const interactive = () =>
    all("a[href],button,input:not([type=hidden]),select,textarea,summary,[tabindex]").filter(
      (element) => visible(element) && !element.disabled && element.tabIndex >= 0,
    );

  const unreachable = () =>
    all("a[href],button,input:not([type=hidden]),select,textarea,summary")
      .filter((element) => visible(element) && element.tabIndex < 0)
      .map(named);

  const texts = () => {
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const found = [];
    while (walker.nextNode()) {
      const element = walker.currentNode.parentElement;
      if (
        !walker.currentNode.data.trim() ||
        element.closest("style,script,textarea,option,title") ||
        !visible(element) ||
        unseen(element)
      )
        continue;
      const range = document.createRange();
      range.selectNodeContents(walker.currentNode);
      const boxes = [...range.getClientRects()].filter((box) => box.width > 0);
      if (boxes.length) found.push({ element, boxes });
    }
    return found;
  };

  const sideways = () => {
    const width = document.documentElement.clientWidth;
    if (document.scrollingElement.scrollWidth <= width) return [];
    const wide = all("body *").filter(
      (element) => visible(element) && element.getBoundingClientRect().right > width + 0.5,
    );
    return [`${document.scrollingElement.scrollWidth} px in ${width} px`, ...wide.map(named)];
  };

  // Texts that leave the screen, a box that hides what leaves it, or the block that they stand in.
  const cut = () => {
    const found = [];
    for (const { element, boxes } of texts()) {
      const [left, right] = [Math.min(...boxes.map((box) => box.left)), Math.max(...boxes.map((box) => box.right))];
      const [top, bottom] = [Math.min(...boxes.map((box) => box.top)), Math.max(...boxes.map((box) => box.bottom))];
      let block = element;
      while (style(block).display.startsWith("inline") && !/block|flex|grid/.test(style(block).display))
        block = block.parentElement;
      const own = block.getBoundingClientRect();
      const scrolled = (at) => /auto|scroll/.test(style(at).overflowX);
      // What scrolls by itself shows all of it in the end; a link past the head of a page comes in with the focus.
      let reached = element.matches("a.skip") && right < 0;
      for (let at = block; at && at !== document.documentElement; at = at.parentElement) {
        const box = at.getBoundingClientRect();
        const hides = style(at).overflowX !== "visible" || style(at).overflowY !== "visible";
        if (
          hides &&
          !scrolled(at) &&
          (left < box.left - 1 || right > box.right + 1 || top < box.top - 4 || bottom > box.bottom + 4)
        )
          found.push(`${named(element)} is hidden by ${named(at)}`);
        reached ||= scrolled(at) && at !== document.body && at.tabIndex >= 0;
        if (scrolled(at)) break;
      }
      if (reached) continue;
      if (left < -1 || right > document.documentElement.clientWidth + 1)
        found.push(`${named(element)} leaves the screen`);
      else if (left < own.left - 2 || right > own.right + 2 || top < own.top - 6 || bottom > own.bottom + 6)
        found.push(`${named(element)} spills out of its block`);
    }
    return found;
  };

  const letters = () => texts().map(({ element }) => Number.parseFloat(style(element).fontSize));

  // WCAG 2.5.8. What a label covers is part of its field's target.
  const small = () =>
    interactive().flatMap((element) => {
      const boxes = [element, ...(element.labels ?? [])].map((part) => part.getBoundingClientRect());
      const [width, height] = [Math.max(...boxes.map((box) => box.width)), Math.max(...boxes.map((box) => box.height))];
      return width >= 24 && height >= 24
        ? []
        : [`${named(element)} is ${Math.round(width)} × ${Math.round(height)} px`];
    });

  const moving = () => {
    const lasts = (value) =>
      value.split(",").some((time) => Number.parseFloat(time) * (time.trim().endsWith("ms") ? 1 : 1000) > 10);
    return all("*").flatMap((element) =>
      [undefined, "::before", "::after"].flatMap((part) => {
        const { transitionDuration, animationName, animationDuration, scrollBehavior } = style(element, part);
        const moves =
          lasts(transitionDuration) ||
          (animationName !== "none" && lasts(animationDuration)) ||
          scrollBehavior === "smooth";
        return moves ? [`${named(element)}${part ?? ""}`] : [];
      }),
    );
  };

  // Colours as numbers, whatever way they are spelled.
  const pen = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
  const colour = (text) => {
    pen.clearRect(0, 0, 1, 1);
    pen.fillStyle = text;
    pen.fillRect(0, 0, 1, 1);
    return [...pen.getImageData(0, 0, 1, 1).data];
  };
  const luminance = ([red, green, blue]) => {
    const [r, g, b] = [red, green, blue].map((part) =>
      part / 255 <= 0.04045 ? part / 255 / 12.92 : ((part / 255 + 0.055) / 1.055) ** 2.4,
    );
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const contrast = (one, other) => {
    const [light, dark] = [luminance(one), luminance(other)].sort((a, b) => b - a);
    return (light + 0.05) / (dark + 0.05);
  };
  const behind = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const found = colour(style(at).backgroundColor);
      if (found[3] === 255) return found;
    }
    return [255, 255, 255, 255];
  };

  // Fields of one name are one stop of the tab key.
  const key = (element) => {
    if (element.type === "radio") return `radio ${element.name}`;
    return `${element.tagName.toLowerCase()} ${element.name || element.id || element.getAttribute("href") || element.innerText}${element.type === "checkbox" ? element.value : ""}`;
  };

  const stops = () => [...new Set(interactive().map(key))];

  // Where the focus is, and what is wrong with how that shows (WCAG 2.4.7, 2.4.11, 1.4.11).
  const focus = () => {
    const element = document.activeElement;
    if (!element || element === document.body) return null;
    const wrong = [];
    const label = element.closest("label");
    const drawn = [element, element.nextElementSibling, label, ...(label?.querySelectorAll("*") ?? [])].filter(Boolean);
    const ring = drawn.find((part) => {
      const { outlineStyle, outlineWidth, opacity } = style(part);
      return outlineStyle !== "none" && Number.parseFloat(outlineWidth) >= 2 && opacity !== "0";
    });
    if (!ring) wrong.push(`${named(element)} has no outline of 2 px when it is in focus`);
    else if (style(ring).outlineStyle !== "auto") {
      const against = contrast(colour(style(ring).outlineColor), behind(ring.parentElement));
      if (against < 3) wrong.push(`the outline of ${named(element)} has a contrast of ${against.toFixed(2)}`);
    }
    const box = element.getBoundingClientRect();
    if (box.bottom <= 0 || box.top >= innerHeight || box.right <= 0 || box.left >= innerWidth)
      wrong.push(`${named(element)} is in focus and off the screen`);
    return {
      key: key(element),
      tag: element.tagName,
      type: element.type,
      name: element.name,
      value: element.value,
      checked: element.checked,
      submits: element.type === "submit",
      wrong,
    };
  };

  // Ids that are pointed at and don't exist.
  const dangling = () => {
    const ids = ["aria-describedby", "aria-labelledby", "aria-controls", "for"].flatMap((attribute) =>
      all(`[${attribute}]`).flatMap((element) => element.getAttribute(attribute).split(/\s+/)),
    );
    const anchors = all('a[href^="#"]').map((element) => element.getAttribute("href").slice(1));
    return [...ids, ...anchors].filter((id) => !document.getElementById(id));
  };

  // What is wrong with how an error is said: it has to stand at its field, be tied to it, and have the focus there.
  const error = () => {
    const element = document.activeElement;
    if (!element || element === document.body) return ["nothing is in focus"];
    const tied = [element, element.closest("fieldset,[role=group],[role=radiogroup]")].filter((part) =>
      part?.hasAttribute("aria-describedby"),
    );
    const said = tied
      .flatMap((part) => part.getAttribute("aria-describedby").split(/\s+/))
      .map((id) => document.getElementById(id))
      .filter(Boolean);
    const shown = said.filter((part) => visible(part) && part.innerText.trim());
    if (!shown.length) return [`${named(element)} is in focus, and no error is tied to it`];
    if (!shown.some((part) => document.title.includes(part.innerText.trim())))
      return [`the title “${document.title}” does not say the error`];
    return [];
  };

  // The fields that a person sees now, in order: those of one name once.
  const fields = () => {
    const seen = new Map();
    for (const element of interactive().filter((at) => at.matches("input,select,textarea"))) {
      if (!seen.has(element.name)) seen.set(element.name, { name: element.name, type: element.type });
    }
    return [...seen.values()];
  };

  // In forced colours a chosen answer has to look chosen.
  const alike = () => {
    const look = (input) => {
      const { backgroundColor, borderTopColor, color, fontWeight, outlineStyle } = style(
        input.nextElementSibling ?? input,
      );
      return [backgroundColor, borderTopColor, color, outlineStyle].join();
    };
    return all("input:checked").flatMap((chosen) => {
      if (style(chosen).opacity === "1" && style(chosen).appearance !== "none") return [];
      const other = all("input").find((input) => input.name === chosen.name && !input.checked);
      return other && look(other) === look(chosen) ? [named(chosen)] : [];
    });
  };

  return {
    sideways,
    cut,
    letters,
    small,
    unreachable,
    moving,
    stops,
    focus,
    dangling,
    error,
    fields,
    alike,
    said: () => `${document.title} ${document.body.innerText}`,
  };
})();
