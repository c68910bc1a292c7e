package dev.gyre.schemas.quantity;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An exact amount in Kubernetes' notation: {@code 250m}, {@code 1.5Gi}, {@code 2e3}. Two that are written differently may be
 * the same amount; {@link #toString} gives the one form in which the API answers. Amounts are kept to billionths, rounded
 * up, and bounded by 2^63-1 like everywhere in Kubernetes.
 */
public final class Quantity implements Comparable<Quantity> {

    public static final String SYNTAX = "^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$";

    private static final Pattern NUMBER = Pattern.compile("([+-]?(?:[0-9]+\\.?[0-9]*|\\.[0-9]+))(.*)");
    private static final Pattern EXPONENT = Pattern.compile("[eE]([+-]?[0-9]{1,2})");
    private static final int MAX_LENGTH = 64;
    private static final BigDecimal MAX = new BigDecimal(Long.MAX_VALUE);
    private static final int NANO_SCALE = 9;

    private static final List<String> DECIMAL_SUFFIXES = List.of("n", "u", "m", "", "k", "M", "G", "T", "P", "E");
    private static final List<String> BINARY_SUFFIXES = List.of("", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei");
    private static final BigInteger KIBI = BigInteger.valueOf(1024);

    private static final Map<String, BigDecimal> SUFFIXES = suffixes();

    public static final Quantity ZERO = new Quantity(BigDecimal.ZERO, Notation.DECIMAL);

    /** How an amount was written, which is how it is answered. */
    private enum Notation {
        DECIMAL,
        BINARY,
        EXPONENT
    }

    private final BigDecimal amount;
    private final Notation notation;

    private Quantity(BigDecimal amount, Notation notation) {
        BigDecimal kept = amount.scale() > NANO_SCALE ? amount.setScale(NANO_SCALE, RoundingMode.UP) : amount;
        this.amount = kept.abs().compareTo(MAX) > 0 ? (kept.signum() < 0 ? MAX.negate() : MAX) : kept;
        this.notation = notation;
    }

    private static Map<String, BigDecimal> suffixes() {
        Map<String, BigDecimal> suffixes = new java.util.HashMap<>();
        for (int i = 0; i < DECIMAL_SUFFIXES.size(); i++) {
            suffixes.put(DECIMAL_SUFFIXES.get(i), BigDecimal.ONE.scaleByPowerOfTen(3 * (i - 3)));
        }
        for (int i = 1; i < BINARY_SUFFIXES.size(); i++) {
            suffixes.put(BINARY_SUFFIXES.get(i), new BigDecimal(KIBI.pow(i)));
        }
        return Map.copyOf(suffixes);
    }

    /** Reads an amount; an {@link IllegalArgumentException} in the API's words where the text is none. */
    public static Quantity parse(String text) {
        Matcher number = NUMBER.matcher(text);
        if (text.length() <= MAX_LENGTH && number.matches()) {
            BigDecimal amount = new BigDecimal(number.group(1));
            String suffix = number.group(2);
            BigDecimal unit = SUFFIXES.get(suffix);
            if (unit != null) {
                return new Quantity(amount.multiply(unit), suffix.endsWith("i") ? Notation.BINARY : Notation.DECIMAL);
            }
            Matcher exponent = EXPONENT.matcher(suffix);
            if (exponent.matches()) {
                int power = Integer.parseInt(exponent.group(1));
                return new Quantity(amount.scaleByPowerOfTen(power), Notation.EXPONENT);
            }
        }
        throw new IllegalArgumentException("quantities must match the regular expression '" + SYNTAX + "'");
    }

    public static boolean isValid(String text) {
        try {
            parse(text);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /** A whole number, written in decimal. */
    public static Quantity of(long amount) {
        return new Quantity(BigDecimal.valueOf(amount), Notation.DECIMAL);
    }

    /** Thousandths: of a core, for instance. */
    public static Quantity ofMilli(long amount) {
        return new Quantity(BigDecimal.valueOf(amount, 3), Notation.DECIMAL);
    }

    /** A number of bytes, written in powers of 1024. */
    public static Quantity ofBytes(long bytes) {
        return new Quantity(BigDecimal.valueOf(bytes), Notation.BINARY);
    }

    /** An amount, written as another one is. */
    public static Quantity of(BigDecimal amount, Quantity writtenLike) {
        return new Quantity(amount, writtenLike.notation);
    }

    public BigDecimal amount() {
        return amount;
    }

    /** The amount in whole units, rounded up (away from zero). */
    public long value() {
        return toLong(amount);
    }

    /** The amount in thousandths, rounded up (away from zero). */
    public long milliValue() {
        return toLong(amount.scaleByPowerOfTen(3));
    }

    private static long toLong(BigDecimal amount) {
        BigDecimal rounded = amount.setScale(0, RoundingMode.UP);
        return rounded.abs().compareTo(MAX) > 0
                ? (rounded.signum() < 0 ? -1 : 1) * Long.MAX_VALUE
                : rounded.longValue();
    }

    public Quantity plus(Quantity other) {
        return new Quantity(amount.add(other.amount), amount.signum() == 0 ? other.notation : notation);
    }

    public Quantity minus(Quantity other) {
        return new Quantity(amount.subtract(other.amount), amount.signum() == 0 ? other.notation : notation);
    }

    public Quantity max(Quantity other) {
        return compareTo(other) >= 0 ? this : other;
    }

    public boolean isZero() {
        return amount.signum() == 0;
    }

    /** Rounded up to thousandths, the finest that the API keeps of a resource. */
    public Quantity roundedToMilli() {
        return amount.scale() > 3 ? new Quantity(amount.setScale(3, RoundingMode.UP), notation) : this;
    }

    @Override
    public int compareTo(Quantity other) {
        return amount.compareTo(other.amount);
    }

    /** Equal amounts are equal, however they are written. */
    @Override
    public boolean equals(Object other) {
        return other instanceof Quantity q && amount.compareTo(q.amount) == 0;
    }

    @Override
    public int hashCode() {
        return amount.stripTrailingZeros().hashCode();
    }

    /** The canonical form: no fraction, and the largest unit that leaves none. */
    @Override
    public String toString() {
        if (isZero()) {
            return "0";
        }
        // Small amounts lose their powers of 1024, so that 0.5Ki is 512 and not rounded.
        boolean isSmall = amount.abs().compareTo(new BigDecimal(KIBI)) < 0;
        return notation == Notation.BINARY && !isSmall ? binary() : decimal();
    }

    private String binary() {
        BigInteger mantissa = amount.setScale(0, RoundingMode.UP).toBigInteger();
        int power = 0;
        while (power < BINARY_SUFFIXES.size() - 1 && mantissa.mod(KIBI).signum() == 0) {
            mantissa = mantissa.divide(KIBI);
            power++;
        }
        return mantissa + BINARY_SUFFIXES.get(power);
    }

    private String decimal() {
        BigDecimal stripped = amount.stripTrailingZeros();
        int exponent = Math.min(Math.floorDiv(-stripped.scale(), 3) * 3, 18);
        BigInteger mantissa = stripped.scaleByPowerOfTen(-exponent).toBigIntegerExact();
        if (notation == Notation.EXPONENT) {
            return exponent == 0 ? mantissa.toString() : mantissa + "e" + exponent;
        }
        return mantissa + DECIMAL_SUFFIXES.get(exponent / 3 + 3);
    }
}
