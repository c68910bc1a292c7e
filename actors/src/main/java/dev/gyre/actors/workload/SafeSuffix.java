package dev.gyre.actors.workload;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * Short endings of names, made of letters and digits that spell no words and that nobody takes for one another. They follow
 * from what they are made of, never from chance, so that a repeated decision names the same children.
 */
public final class SafeSuffix {

    /** No vowels, and neither 0, 1 nor 3: the alphabet of Kubernetes' generated names. */
    private static final String ALPHABET = "bcdfghjklmnpqrstvwxz2456789";

    /** Names of pods are host names, and those end at 63 characters. */
    private static final int MAX_GENERATED_NAME = 63;

    private SafeSuffix() {}

    /** As many letters as asked for, at most 13, from the hash of the seed. */
    public static String of(byte[] seed, int length) {
        byte[] hash = sha256(seed);
        long number = 0;
        for (int i = 0; i < Long.BYTES; i++) {
            number = number << 8 | (hash[i] & 0xff);
        }
        StringBuilder suffix = new StringBuilder(length);
        for (int i = 0; i < length; i++) {
            suffix.append(ALPHABET.charAt((int) Long.remainderUnsigned(number, ALPHABET.length())));
            number = Long.divideUnsigned(number, ALPHABET.length());
        }
        return suffix.toString();
    }

    /** {@code <parent>-<5 letters>}, the parent cut where the name would be too long. */
    public static String childName(String parent, String parentUid, long inputRevision, int index) {
        String prefix = parent + "-";
        int room = MAX_GENERATED_NAME - 5;
        String kept = prefix.length() <= room ? prefix : prefix.substring(0, room);
        String seed = parentUid + "/" + inputRevision + "/" + index;
        return kept + of(seed.getBytes(StandardCharsets.UTF_8), 5);
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
