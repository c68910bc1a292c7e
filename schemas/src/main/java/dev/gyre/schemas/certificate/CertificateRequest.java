package dev.gyre.schemas.certificate;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x500.AttributeTypeAndValue;
import org.bouncycastle.asn1.x500.RDN;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x500.style.IETFUtils;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentVerifierProviderBuilder;
import org.bouncycastle.pkcs.PKCS10CertificationRequest;
import org.bouncycastle.pkcs.PKCSException;
import org.jspecify.annotations.Nullable;

/** A PKCS#10 request, read: who asks to be whom, under which names, with which key. */
public final class CertificateRequest {

    private static final String TYPE = "CERTIFICATE REQUEST";
    private static final Pattern PEM =
            Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----\\s+([A-Za-z0-9+/=\\s]*)-----END \\1-----", Pattern.DOTALL);

    private final PKCS10CertificationRequest request;
    private final @Nullable GeneralNames names;

    private CertificateRequest(PKCS10CertificationRequest request, @Nullable GeneralNames names) {
        this.request = request;
        this.names = names;
    }

    /** Reads a request in PEM; of several blocks, the first. The signature is not looked at. */
    public static CertificateRequest parse(byte[] pem) throws MalformedRequestException {
        Matcher block = PEM.matcher(new String(pem, StandardCharsets.ISO_8859_1));
        if (!block.find() || !block.group(1).equals(TYPE)) {
            throw new MalformedRequestException("PEM block type must be " + TYPE);
        }
        try {
            byte[] der = Base64.getMimeDecoder().decode(block.group(2));
            PKCS10CertificationRequest request = new PKCS10CertificationRequest(der);
            Extensions extensions = request.getRequestedExtensions();
            GeneralNames names = extensions == null
                    ? null
                    : GeneralNames.fromExtensions(extensions, Extension.subjectAlternativeName);
            return new CertificateRequest(request, names);
        } catch (IOException | RuntimeException malformed) {
            // The library throws many kinds of these at bytes that are no ASN.1, or ASN.1 of something else.
            throw new MalformedRequestException("malformed certificate request");
        }
    }

    /** Whether who asks has the private key. */
    public boolean isSigned() {
        try {
            return request.isSignatureValid(new JcaContentVerifierProviderBuilder().build(publicKey()));
        } catch (OperatorCreationException | PKCSException | RuntimeException unverifiable) {
            return false;
        }
    }

    public X500Name subject() {
        return request.getSubject();
    }

    public SubjectPublicKeyInfo publicKey() {
        return request.getSubjectPublicKeyInfo();
    }

    /** All further names; null where there are none. */
    public @Nullable GeneralNames alternativeNames() {
        return names;
    }

    /** The user's name; empty where there is none. */
    public String commonName() {
        List<String> all = attributes(BCStyle.CN);
        return all.isEmpty() ? "" : all.getLast();
    }

    /** The user's groups. */
    public List<String> organizations() {
        return attributes(BCStyle.O);
    }

    public boolean hasDnsNames() {
        return has(GeneralName.dNSName);
    }

    public boolean hasAddresses() {
        return has(GeneralName.iPAddress);
    }

    public boolean hasEmailAddresses() {
        return has(GeneralName.rfc822Name);
    }

    public boolean hasUris() {
        return has(GeneralName.uniformResourceIdentifier);
    }

    private boolean has(int tag) {
        if (names != null) {
            for (GeneralName name : names.getNames()) {
                if (name.getTagNo() == tag) {
                    return true;
                }
            }
        }
        return false;
    }

    private List<String> attributes(ASN1ObjectIdentifier type) {
        List<String> values = new ArrayList<>();
        for (RDN rdn : request.getSubject().getRDNs()) {
            for (AttributeTypeAndValue attribute : rdn.getTypesAndValues()) {
                if (attribute.getType().equals(type)) {
                    values.add(IETFUtils.valueToString(attribute.getValue()));
                }
            }
        }
        return values;
    }
}
