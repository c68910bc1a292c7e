package dev.gyre.gateway.protobuf;

import java.nio.charset.StandardCharsets;

/**
 * Bytes that are written from the end to the beginning: whatever has a length is written before its length, so nothing is
 * measured first and nothing copied after.
 */
final class BackwardsBuffer {

    static final int VARINT = 0;
    static final int FIXED64 = 1;
    static final int DELIMITED = 2;

    private byte[] bytes = new byte[1024];

    /** Where what has been written begins. */
    private int start = bytes.length;

    /** How much has been written. */
    int size() {
        return bytes.length - start;
    }

    byte[] toByteArray() {
        return java.util.Arrays.copyOfRange(bytes, start, bytes.length);
    }

    void put(byte[] source) {
        reserve(source.length);
        start -= source.length;
        System.arraycopy(source, 0, bytes, start, source.length);
    }

    void putVarint(long value) {
        reserve(10);
        int length = varintLength(value);
        start -= length;
        int at = start;
        long rest = value;
        while ((rest & ~0x7FL) != 0) {
            bytes[at++] = (byte) (rest & 0x7F | 0x80);
            rest >>>= 7;
        }
        bytes[at] = (byte) rest;
    }

    void putFixed64(long value) {
        reserve(8);
        for (int i = 7; i >= 0; i--) {
            bytes[--start] = (byte) (value >>> (i * 8));
        }
    }

    void putTag(int field, int type) {
        putVarint((long) field << 3 | type);
    }

    void putString(int field, String text) {
        putBytes(field, text.getBytes(StandardCharsets.UTF_8));
    }

    void putBytes(int field, byte[] content) {
        put(content);
        putVarint(content.length);
        putTag(field, DELIMITED);
    }

    void putNumber(int field, long value) {
        putVarint(value);
        putTag(field, VARINT);
    }

    /** Makes one field of all that has been written since the buffer had that size. */
    void enclose(int field, int sizeBefore) {
        putVarint(size() - sizeBefore);
        putTag(field, DELIMITED);
    }

    private static int varintLength(long value) {
        return Math.max(1, (70 - Long.numberOfLeadingZeros(value)) / 7);
    }

    private void reserve(int length) {
        if (length > start) {
            int size = size();
            byte[] larger = new byte[Math.max(bytes.length * 2, Math.addExact(size, length))];
            System.arraycopy(bytes, start, larger, larger.length - size, size);
            bytes = larger;
            start = larger.length - size;
        }
    }
}
