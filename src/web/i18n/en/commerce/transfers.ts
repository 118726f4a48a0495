import type { Same } from '../../same.ts'
import type { transfers as source } from '../../zh/commerce/transfers.ts'

export const transfers: Same<typeof source> = {
  title: 'Pay by personal code',
  lead:
    'This is the owner’s own code. The owner checks by hand that your money came:' +
    ' this is not automatic.',
  exact: 'Send exactly this amount',
  exactWhy: 'The odd cents mark this order, so that the owner can tell your transfer from others.',
  'scan.alipay': 'Scan with Alipay',
  'scan.wechat': 'Scan with WeChat',
  openAlipay: 'Open in Alipay',
  iSent: 'I have paid',
  note: 'Last four digits of the transfer, or the payer’s name',
  picture: 'Screenshot (optional)',
  pictureHint: 'The picture is made smaller before it is sent.',
  send: 'Send, to be checked',
  waiting: 'Sent. It opens as soon as the owner has seen the money. You may leave this page.',
  rejected: 'The owner did not find this transfer: {reason}',
  ended:
    'This order is over. If you did pay, send your note all the same and the owner will see to it.',
  queue: 'Transfers to check',
  queueLead: 'Open your wallet’s list, find the very same amount, then press “It came”.',
  queueEmpty: 'No transfer waits to be checked.',
  arrived: 'It came',
  notArrived: 'It did not come',
  reason: 'Why (the buyer reads this)',
  seePicture: 'See the screenshot',
  owed: 'To be paid back by hand',
  owedLead: 'Send these back from your wallet yourself, then note it here.',
  owedEmpty: 'Nothing is to be paid back by hand.',
  reference: 'Transfer number or note',
  paidBack: 'Paid back',
  done: 'Done.',
  codes: 'Personal QR codes',
  codesHint:
    'Sell without a merchant licence: paste what your code says (any scanner reads it). You check each payment yourself; nothing opens by itself.',
  alipayCode: 'What your Alipay code says',
  wechatCode: 'What your WeChat code says',
}
