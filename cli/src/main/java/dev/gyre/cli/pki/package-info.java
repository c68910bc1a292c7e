/**
 * The certificates of a cluster that {@code up} makes: one authority, a server certificate each for gateway, etcd, Kafka and
 * kubelets, and for every role a client certificate that carries upstream's user name.
 */
@NullMarked
package dev.gyre.cli.pki;

import org.jspecify.annotations.NullMarked;
