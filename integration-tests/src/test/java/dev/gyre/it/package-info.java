/**
 * The whole system from outside: {@code ./gyre} as a process, real etcd, Kafka and Docker, and the clients that people use.
 * What a test starts carries the label {@code gyre.run}, so that the next run can remove what a killed one left.
 */
package dev.gyre.it;
