package dev.gyre.gateway.auth;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import org.bouncycastle.crypto.ec.CustomNamedCurves;

/**
 * The pair of P-256 keys that service account tokens are signed and verified with. The file holds only the private one, in
 * PKCS#8 PEM; the public one follows from it.
 */
record SigningKey(ECPrivateKey privateKey, ECPublicKey publicKey) {

    private static final String BEGIN = "-----BEGIN PRIVATE KEY-----";
    private static final String END = "-----END PRIVATE KEY-----";

    /** Reads the file, or writes a new key to it, for its owner only, where there is none. */
    static SigningKey open(Path pem) throws IOException {
        if (Files.notExists(pem)) {
            String text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(newKey().getEncoded());
            Path fresh = Files.createTempFile(
                    pem.toAbsolutePath().getParent(),
                    "key",
                    ".new",
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(fresh, BEGIN + "\n" + text + "\n" + END + "\n");
            Files.move(fresh, pem, StandardCopyOption.ATOMIC_MOVE);
        }
        return read(pem);
    }

    /** Names the public key to those who have several: a digest of it. */
    String id() {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(publicKey.getEncoded());
            return Base64.getUrlEncoder().withoutPadding().encodeToString(digest);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static PrivateKey newKey() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return generator.generateKeyPair().getPrivate();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static SigningKey read(Path pem) throws IOException {
        try {
            return parse(Files.readString(pem, StandardCharsets.US_ASCII));
        } catch (GeneralSecurityException | RuntimeException e) {
            throw new IOException(pem + " holds no P-256 private key in PKCS#8 PEM", e);
        }
    }

    static SigningKey parse(String pem) throws GeneralSecurityException {
        int start = pem.indexOf(BEGIN) + BEGIN.length();
        String base64 = pem.substring(start, pem.indexOf(END, start));
        KeyFactory keys = KeyFactory.getInstance("EC");
        ECPrivateKey privateKey = (ECPrivateKey) keys.generatePrivate(
                new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(base64)));
        var point = CustomNamedCurves.getByName("P-256")
                .getG()
                .multiply(privateKey.getS())
                .normalize();
        ECPoint w = new ECPoint(
                new BigInteger(1, point.getAffineXCoord().getEncoded()),
                new BigInteger(1, point.getAffineYCoord().getEncoded()));
        ECPublicKey publicKey = (ECPublicKey) keys.generatePublic(new ECPublicKeySpec(w, privateKey.getParams()));
        return new SigningKey(privateKey, publicKey);
    }
}
