/** What the gateway asks of roles and their bindings. Whether a user may hand out what they grant is authorization's business. */
@NullMarked
package dev.gyre.gateway.rbac;

import org.jspecify.annotations.NullMarked;
