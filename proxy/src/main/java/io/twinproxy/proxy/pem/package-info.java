/**
 * What PEM files say, checked and made into what handshakes need: who a side is (a certificate chain and its key) and whom it
 * trusts. Files are read and contexts built here, when the configuration is read, on the caller's thread; nothing here knows
 * sockets. What is wrong is handed out as text that names file and line and never holds any of a key.
 */
@NullMarked
package io.twinproxy.proxy.pem;

import org.jspecify.annotations.NullMarked;
