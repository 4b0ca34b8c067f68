/**
 * Decimal numbers as bytes that sort like the numbers: 38 significant digits, exponents -130 to
 * 125. Equal numbers have equal bytes. Start at {@link dev.stator.core.number.DecimalCodec}.
 */
@NullMarked
package dev.stator.core.number;

import org.jspecify.annotations.NullMarked;
