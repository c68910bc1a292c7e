package dev.gyre.gateway.networkpolicy;

import dev.gyre.gateway.rules.Addresses;
import dev.gyre.gateway.rules.FieldErrors;
import dev.gyre.gateway.rules.FieldPath;
import java.math.BigInteger;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** A block of addresses, and blocks within it that are left out. */
final class AddressBlocks {

    private static final String FAULT = "must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)";

    private AddressBlocks() {}

    /** The first bits of an address. */
    private record Block(BigInteger address, int bits, int prefix) {
        boolean contains(Block other) {
            return bits == other.bits
                    && prefix < other.prefix
                    && address.shiftRight(bits - prefix).equals(other.address.shiftRight(bits - prefix));
        }
    }

    static void validate(JsonNode ipBlock, FieldPath path, FieldErrors errors) {
        JsonNode cidr = ipBlock.path("cidr");
        if (cidr.asString("").isEmpty()) {
            errors.required(path.child("cidr"), "");
            return;
        }
        Block whole = parse(cidr.asString(""));
        if (whole == null) {
            errors.invalid(path.child("cidr"), cidr, FAULT);
        }
        JsonNode except = ipBlock.path("except");
        for (int i = 0; i < except.size(); i++) {
            FieldPath at = path.child("except").index(i);
            Block part = parse(except.get(i).asString(""));
            if (part == null) {
                errors.invalid(at, except.get(i), FAULT);
            } else if (whole != null && !whole.contains(part)) {
                errors.invalid(at, except.get(i), "must be a strict subset of `cidr`");
            }
        }
    }

    private static @Nullable Block parse(String cidr) {
        int slash = cidr.indexOf('/');
        if (slash < 0 || !cidr.substring(slash + 1).matches("\\d{1,3}")) {
            return null;
        }
        InetAddress address = Addresses.parse(cidr.substring(0, slash));
        int prefix = Integer.parseInt(cidr.substring(slash + 1));
        if (address == null || prefix > address.getAddress().length * 8) {
            return null;
        }
        return new Block(new BigInteger(1, address.getAddress()), address.getAddress().length * 8, prefix);
    }
}
