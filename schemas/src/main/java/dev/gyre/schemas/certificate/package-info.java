/**
 * Requests for certificates: what stands in the PKCS#10 document of a {@code CertificateSigningRequest}, which the gateway
 * checks and the signing controller acts on.
 */
@NullMarked
package dev.gyre.schemas.certificate;

import org.jspecify.annotations.NullMarked;
