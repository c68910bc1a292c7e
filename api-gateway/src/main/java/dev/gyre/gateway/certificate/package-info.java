/** Requests for certificates: what may be asked for, who may approve it, and what a signer may write. */
@NullMarked
package dev.gyre.gateway.certificate;

import org.jspecify.annotations.NullMarked;
