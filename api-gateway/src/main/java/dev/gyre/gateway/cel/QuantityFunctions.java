package dev.gyre.gateway.cel;

import dev.cel.common.types.CelType;
import dev.cel.common.types.OpaqueType;
import dev.cel.common.types.SimpleType;
import dev.gyre.schemas.quantity.Quantity;
import java.math.BigDecimal;

/** {@code quantity("1.5Gi")}: amounts that can be compared, added and subtracted. */
final class QuantityFunctions {

    private static final OpaqueType QUANTITY = OpaqueType.create("kubernetes.Quantity");
    private static final CelType BOOL = SimpleType.BOOL;
    private static final CelType INT = SimpleType.INT;

    private QuantityFunctions() {}

    static Functions all() {
        Class<Quantity> java = Quantity.class;
        return new Functions()
                .global("quantity", QUANTITY, SimpleType.STRING, String.class, Quantity::parse)
                .global("isQuantity", BOOL, SimpleType.STRING, String.class, Quantity::isValid)
                .member("sign", INT, QUANTITY, java, amount ->
                        (long) amount.amount().signum())
                .member("isInteger", BOOL, QUANTITY, java, QuantityFunctions::isInteger)
                .member("asInteger", INT, QUANTITY, java, QuantityFunctions::asInteger)
                .member(
                        "asApproximateFloat",
                        SimpleType.DOUBLE,
                        QUANTITY,
                        java,
                        amount -> amount.amount().doubleValue())
                .member("add", QUANTITY, QUANTITY, java, QUANTITY, java, Quantity::plus)
                .member("add", QUANTITY, QUANTITY, java, INT, Long.class, (a, b) -> a.plus(Quantity.of(b)))
                .member("sub", QUANTITY, QUANTITY, java, QUANTITY, java, Quantity::minus)
                .member("sub", QUANTITY, QUANTITY, java, INT, Long.class, (a, b) -> a.minus(Quantity.of(b)))
                .member("isLessThan", BOOL, QUANTITY, java, QUANTITY, java, (a, b) -> a.compareTo(b) < 0)
                .member("isGreaterThan", BOOL, QUANTITY, java, QUANTITY, java, (a, b) -> a.compareTo(b) > 0)
                .member("compareTo", INT, QUANTITY, java, QUANTITY, java, (a, b) ->
                        (long) Integer.signum(a.compareTo(b)));
    }

    private static boolean isInteger(Quantity quantity) {
        BigDecimal amount = quantity.amount().stripTrailingZeros();
        return amount.scale() <= 0
                && amount.compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) <= 0
                && amount.compareTo(BigDecimal.valueOf(Long.MIN_VALUE)) >= 0;
    }

    private static long asInteger(Quantity quantity) {
        if (!isInteger(quantity)) {
            throw new IllegalArgumentException("cannot convert value to integer");
        }
        return quantity.amount().longValueExact();
    }
}
