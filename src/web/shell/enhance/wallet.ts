type Bridge = {
  invoke: (name: string, parameters: unknown, answer: (result: { err_msg: string }) => void) => void
}

/**
 * `data-wallet="JSON"`: inside WeChat, opens its wallet above the page, at once and at every click
 * on `[data-wallet-open]`; once the wallet says that it has paid, goes to `data-wallet-to`, where
 * the gateway itself is asked.
 */
export function wallet() {
  const node = document.querySelector<HTMLElement>('[data-wallet]')
  if (!node) return
  const bridge = () => (window as unknown as { WeixinJSBridge?: Bridge }).WeixinJSBridge
  const open = () => {
    const parameters = JSON.parse(node.dataset.wallet ?? '{}')
    bridge()?.invoke('getBrandWCPayRequest', parameters, ({ err_msg }) => {
      if (err_msg === 'get_brand_wcpay_request:ok') location.assign(node.dataset.walletTo ?? '')
    })
  }
  node.addEventListener('click', (event) => {
    if ((event.target as Element).closest('[data-wallet-open]')) open()
  })
  if (bridge()) open()
  else document.addEventListener('WeixinJSBridgeReady', open, { once: true })
}
