package dev.gyre.gateway.cel;

import com.google.common.primitives.UnsignedLong;
import dev.cel.common.types.ListType;
import dev.cel.common.types.SimpleType;
import dev.cel.common.types.TypeParamType;
import dev.cel.common.values.CelByteString;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

/** {@code isSorted}, {@code sum}, {@code min}, {@code max}, {@code indexOf}, {@code lastIndexOf} of lists. */
final class ListFunctions {

    private static final TypeParamType ITEM = TypeParamType.create("T");
    private static final ListType LIST = ListType.create(ITEM);

    private ListFunctions() {}

    static Functions all() {
        return new Functions()
                .member("isSorted", SimpleType.BOOL, LIST, List.class, ListFunctions::isSorted)
                .member("sum", ITEM, LIST, List.class, ListFunctions::sum)
                .member("min", ITEM, LIST, List.class, list -> extreme(list, -1))
                .member("max", ITEM, LIST, List.class, list -> extreme(list, 1))
                .member("indexOf", SimpleType.INT, LIST, List.class, ITEM, Object.class, ListFunctions::indexOf)
                .member(
                        "lastIndexOf",
                        SimpleType.INT,
                        LIST,
                        List.class,
                        ITEM,
                        Object.class,
                        ListFunctions::lastIndexOf);
    }

    private static boolean isSorted(List<?> list) {
        for (int i = 1; i < list.size(); i++) {
            if (compare(list.get(i - 1), list.get(i)) > 0) {
                return false;
            }
        }
        return true;
    }

    private static Object extreme(List<?> list, int sign) {
        if (list.isEmpty()) {
            throw new IllegalArgumentException((sign < 0 ? "min" : "max") + " called on empty list");
        }
        Object best = Objects.requireNonNull(list.getFirst());
        for (Object item : list) {
            if (compare(item, best) * sign > 0) {
                best = item;
            }
        }
        return best;
    }

    private static Object sum(List<?> list) {
        Object sum = list.isEmpty() ? Long.valueOf(0) : null;
        for (Object item : list) {
            sum = sum == null ? item : plus(sum, item);
        }
        return Objects.requireNonNull(sum);
    }

    private static Object plus(Object a, Object b) {
        return switch (a) {
            case Long x when b instanceof Long y -> Math.addExact(x, y);
            case Double x when b instanceof Double y -> x + y;
            case UnsignedLong x when b instanceof UnsignedLong y -> x.plus(y);
            case Duration x when b instanceof Duration y -> x.plus(y);
            default -> throw new IllegalArgumentException("no such overload: sum of these items");
        };
    }

    private static long indexOf(List<?> list, Object item) {
        for (int i = 0; i < list.size(); i++) {
            if (Objects.equals(list.get(i), item)) {
                return i;
            }
        }
        return -1;
    }

    private static long lastIndexOf(List<?> list, Object item) {
        for (int i = list.size() - 1; i >= 0; i--) {
            if (Objects.equals(list.get(i), item)) {
                return i;
            }
        }
        return -1;
    }

    @SuppressWarnings("unchecked")
    private static int compare(Object a, Object b) {
        if (a instanceof CelByteString x && b instanceof CelByteString y) {
            return java.util.Arrays.compareUnsigned(x.toByteArray(), y.toByteArray());
        }
        if (a instanceof Comparable<?> x && a.getClass() == b.getClass()) {
            return ((Comparable<Object>) x).compareTo(b);
        }
        throw new IllegalArgumentException("no such overload: these items have no order");
    }
}
