"use strict";

/**
 * Mends what tslab makes of a cell. tslab keeps a cell's variables as properties of an object `exports` and rewrites
 * later mentions of `a` to `exports.a`, but overlooks two places, where the cell would then fail at run time:
 * `{ a }` needs `{ a: exports.a }`, and the property name in `const { a: b } = c` must not be rewritten at all.
 *
 * @param ts the compiler
 * @param isFromEarlierCell (symbol) => boolean
 */
function mendIdentifiers(ts, checker, isFromEarlierCell) {
  return (context) => (file) => {
    const { factory } = context;
    const visit = (node) => {
      if (ts.isShorthandPropertyAssignment(node)) return mendShorthand(node);
      if (ts.isBindingElement(node) && node.propertyName && ts.isIdentifier(node.propertyName)) {
        const name = factory.createStringLiteral(node.propertyName.text);
        const mended = factory.updateBindingElement(
          node,
          node.dotDotDotToken,
          name,
          node.name,
          node.initializer,
        );
        return ts.visitEachChild(mended, visit, context);
      }
      return ts.visitEachChild(node, visit, context);
    };
    const mendShorthand = (node) => {
      const symbol = checker.getShorthandAssignmentValueSymbol(node);
      if (!isFromEarlierCell(symbol)) return ts.visitEachChild(node, visit, context);
      const value = factory.createPropertyAccessExpression(
        factory.createIdentifier("exports"),
        node.name.text,
      );
      const fallback = node.objectAssignmentInitializer;
      return factory.createPropertyAssignment(
        node.name.text,
        fallback === undefined ? value : factory.createAssignment(value, ts.visitNode(fallback, visit)),
      );
    };
    return ts.visitNode(file, visit);
  };
}

/** Whether the cell awaits something outside of any function, so that it has to run as an async function. */
function hasTopLevelAwait(ts, file) {
  const awaits = (node) => {
    if (ts.isFunctionLike(node)) return false;
    if (ts.isAwaitExpression(node)) return true;
    if (ts.isForOfStatement(node) && node.awaitModifier !== undefined) return true;
    return ts.forEachChild(node, awaits) === true;
  };
  return awaits(file);
}

module.exports = { mendIdentifiers, hasTopLevelAwait };
